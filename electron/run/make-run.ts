import { MAX_RUN_PEOPLE, type RunReason } from '../../shared/run.js';
import { preparedGroupOf, type PreparedOutcomeName, type PreparedRow } from '../../shared/prepared.js';
import type { ShownRequest } from '../requests/why-not-bindable.js';
import type { RunItem } from '../store/run-records.js';

/** Why a line comes to no request, as the run says it; the others wait, or are done. */
const faults: Readonly<Partial<Record<PreparedOutcomeName, RunReason>>> = {
  'request-gone': 'gone',
  'already-bound': 'already-bound',
  'no-request': 'no-request',
  'several-requests': 'several-requests',
  'person-unknown': 'person-unknown',
  'person-ambiguous': 'person-ambiguous',
  'person-differs': 'person-differs',
  'template-differs': 'template-differs',
  contested: 'contested',
};

export interface MakeRunDeps {
  readonly shownRequest: (requestId: string) => ShownRequest | undefined;
  /** The next slip number, of nothing else that is kept apart; `others` are those of this run. */
  readonly nextSlip: (others: readonly number[]) => number;
}

/** The people of a run of the list: those of the requests that may be bound now, in the order they were asked for. */
export function itemsOfList(
  { shownRequest }: Pick<MakeRunDeps, 'shownRequest'>,
  requestIds: readonly string[],
  isBindable: (shown: ShownRequest) => boolean,
): readonly RunItem[] {
  return [...new Set(requestIds)].flatMap((requestId) => {
    const shown = shownRequest(requestId);
    return shown === undefined || !isBindable(shown) ? [] : [itemOf(shown, null)];
  });
}

/**
 * The people of a run of a prepared file: of the lines that are not done, at most {@link MAX_RUN_PEOPLE}, in the file's order. A line
 * that comes to no request is set aside from the start, with a number for its card.
 *
 * @returns null where the list of requests was never fetched, so that nobody can say what a line comes to
 */
export async function itemsOfFile(deps: MakeRunDeps, rows: AsyncIterable<PreparedRow>): Promise<readonly RunItem[] | null> {
  const items: RunItem[] = [];
  const slips: number[] = [];
  for await (const { assignment, outcome } of rows) {
    if (outcome.outcome === 'list-unknown') return null;
    if (preparedGroupOf(outcome.outcome) === 'done') continue;
    if (items.length === MAX_RUN_PEOPLE) break;
    const { file, line, card, person, requestId } = assignment;
    const prepared = { file, line, card, person: person.map(({ value }) => value).join(' · ') || (requestId ?? '') };
    const shown = outcome.outcome === 'request' ? deps.shownRequest(outcome.request.requestId) : undefined;
    if (shown !== undefined) {
      items.push(itemOf(shown, prepared));
      continue;
    }
    const slipNumber = deps.nextSlip(slips);
    slips.push(slipNumber);
    items.push({ request: null, approvedStatus: null, prepared, fault: { reason: faults[outcome.outcome] ?? 'gone', slipNumber } });
  }
  return items;
}

function itemOf({ view, approvedStatus }: ShownRequest, prepared: RunItem['prepared']): RunItem {
  return { request: view, approvedStatus, prepared, fault: null };
}
