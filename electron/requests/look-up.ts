import { foldForSearch, foldedWords } from '../../shared/fold.js';
import type { FoundRequest, LookedUp } from '../../shared/look-up.js';
import { MOST_FOUND, lookedUpStatuses } from '../../shared/look-up.js';
import type { CmClient, CmRequest } from '../cm/client.js';
import { inTurns } from '../core/in-turns.js';
import type { People } from '../people/people.js';

/**
 * Looks for somebody's requests in every list of the server, by the calls the pages document: the lists by status, and who the people
 * in them are. Made for one person who is not in the list of the desk; nothing of it is kept.
 *
 * @param text words of a name, an account or a number, all of which must fit
 */
export async function lookUpRequests(
  { cm, people }: { readonly cm: Pick<CmClient, 'listRequests'>; readonly people: Pick<People, 'resolve'> },
  text: string,
): Promise<LookedUp> {
  const words = foldedWords(text);
  const lists = await Promise.all(lookedUpStatuses.map(async (status) => ({ status, list: await cm.listRequests(status) })));
  const silent = lists.flatMap(({ status, list }) => (list.ok ? [] : [status]));
  const all: { readonly request: CmRequest; readonly status: FoundRequest['status'] }[] = [];
  const userIds = new Set<string>();
  for (const { status, list } of lists) {
    if (!list.ok) continue;
    await inTurns(list.value.requests, (request) => {
      all.push({ request, status });
      userIds.add(request.targetUserId);
    });
  }
  const persons = await people.resolve([...userIds]);
  const fitting = new Set<string>();
  await inTurns(userIds, (userId) => {
    const person = persons.get(userId);
    const said = person?.state === 'resolved' ? [person.name, person.account, person.employeeId] : [];
    const folded = foldForSearch([...said, userId].join('\n'));
    if (words.length > 0 && words.every((word) => folded.includes(word))) fitting.add(userId);
  });
  const found = all
    .filter(({ request }) => fitting.has(request.targetUserId))
    .sort((one, other) => (one.request.submittedAt < other.request.submittedAt ? 1 : -1))
    .slice(0, MOST_FOUND)
    .map(({ request, status }): FoundRequest => {
      const { requestId, targetUserId: userId, type, submittedAt, completedAt } = request;
      return { requestId, person: persons.get(userId) ?? { state: 'unresolved', userId }, type, status, submittedAt, completedAt };
    });
  return { found, silent };
}
