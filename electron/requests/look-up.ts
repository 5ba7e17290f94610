import { foldForSearch, foldedWords } from '../../shared/fold.js';
import type { FoundRequest, LookedUp } from '../../shared/look-up.js';
import { MAX_FOUND_REQUESTS, lookedUpStatuses } from '../../shared/look-up.js';
import type { CmClient, CmRequest } from '../cm/client.js';
import { forEachYielding } from '../core/yielding.js';
import type { People } from '../people/people.js';

/** Lists that are fetched at once: the desk's own list is fetched meanwhile too. */
const LISTS_AT_ONCE = 2;

export interface LookUpDeps {
  readonly cm: Pick<CmClient, 'readRequests'>;
  readonly people: Pick<People, 'resolve'>;
  /** People whose requests are kept until it is known who they are; whoever comes after them is not looked at. */
  readonly mostPeople?: number;
}

/** What is kept of a request while it is read. */
type Kept = Pick<CmRequest, 'requestId' | 'type' | 'submittedAt' | 'completedAt'> & { readonly status: FoundRequest['status'] };

/**
 * Looks for somebody's requests in every list of the server, by the calls the pages document: the lists by status, and who the people
 * in them are. Made for one person who is not in the list of the desk; nothing of it is kept. The lists hold all there ever was, so
 * each is read through and only the newest requests of each person are remembered, for a limited number of people.
 *
 * @param text words of a name, an account or a number, all of which must fit
 */
export async function lookUpRequests({ cm, people, mostPeople = 20_000 }: LookUpDeps, text: string): Promise<LookedUp> {
  const words = foldedWords(text);
  const silent: FoundRequest['status'][] = [];
  const byUser = new Map<string, Kept[]>();
  let isCut = false;
  const keep = ({ requestId, type, submittedAt, completedAt, targetUserId }: CmRequest, status: FoundRequest['status']): void => {
    const kept = byUser.get(targetUserId) ?? [];
    if (kept.length === 0) {
      if (byUser.size >= mostPeople) {
        isCut = true;
        return;
      }
      byUser.set(targetUserId, kept);
    }
    const at = kept.findIndex((one) => one.submittedAt < submittedAt);
    kept.splice(at === -1 ? kept.length : at, 0, { requestId, type, submittedAt, completedAt, status });
    if (kept.length > MAX_FOUND_REQUESTS) kept.pop();
  };
  // In their order: what is open comes before what is over.
  const waiting = [...lookedUpStatuses];
  const fetchLists = async (): Promise<void> => {
    for (let status = waiting.shift(); status !== undefined; status = waiting.shift()) {
      const list = status;
      const read = await cm.readRequests(list, (request) => {
        keep(request, list);
      });
      if (!read.ok) silent.push(list);
    }
  };
  await Promise.all(Array.from({ length: LISTS_AT_ONCE }, fetchLists));

  const persons = await people.resolve([...byUser.keys()]);
  const found: FoundRequest[] = [];
  await forEachYielding(byUser, ([userId, kept]) => {
    const person = persons.get(userId) ?? { state: 'unresolved' as const, userId };
    const said = person.state === 'resolved' ? [person.name, person.account, person.employeeId] : [];
    const folded = foldForSearch([...said, userId].join('\n'));
    if (words.length > 0 && words.every((word) => folded.includes(word))) found.push(...kept.map((request) => ({ ...request, person })));
  });
  found.sort((one, other) => (one.submittedAt < other.submittedAt ? 1 : -1));
  return { found: found.slice(0, MAX_FOUND_REQUESTS), total: found.length, silent, isCut };
}
