import { foldForSearch, foldedWords } from '../../shared/fold.js';
import type { FoundRequest, LookedUp } from '../../shared/look-up.js';
import { MAX_FOUND_REQUESTS, lookedUpStatuses } from '../../shared/look-up.js';
import type { CmClient, CmRequest } from '../cm/client.js';
import { forEachYielding } from '../core/yielding.js';
import type { People } from '../people/people.js';

/** Lists fetched in parallel, besides the desk's own list. */
const LISTS_AT_ONCE = 2;

export interface LookUpDeps {
  readonly cm: Pick<CmClient, 'readRequests'>;
  readonly people: Pick<People, 'resolve'>;
  /** Maximum number of people whose requests are remembered until their names are known; further people are ignored. */
  readonly mostPeople?: number;
}

/** The remembered part of a request. */
type Kept = Pick<CmRequest, 'requestId' | 'type' | 'submittedAt' | 'completedAt'> & { readonly status: FoundRequest['status'] };

/**
 * Searches all of the server's lists for a person's requests, with documented calls: the lists by status, then the people in
 * them. For one person who is not on the desk's list; nothing is stored. The lists hold all requests ever made, so they are
 * streamed, and only the newest requests of a limited number of people are remembered.
 * @param text words of a name, account or number, all of which must match
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
  // In this order: open requests before closed ones.
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
