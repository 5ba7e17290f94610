import { MAX_RUN_PEOPLE, type RunReason } from '../../shared/run.js';
import { preparedGroupOf, type PreparedOutcomeName, type PreparedRow } from '../../shared/prepared.js';
import type { ShownRequest } from '../requests/why-not-bindable.js';
import type { RunItem } from '../store/run-records.js';

/** The run's reason for a line without a request; other outcomes are open or done. */
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
  /** Returns the next slip number, not used by any card kept apart; `others` are this run's. */
  readonly nextSlip: (others: readonly number[]) => number;
}

/** Returns the people of a run from the list: those with bindable requests, oldest request first. */
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
 * Returns the people of a run from a prepared file: of its unfinished lines, at most {@link MAX_RUN_PEOPLE}, in file order. A
 * line without a request is set aside from the start, with a slip number for its card.
 * @returns null if the list of requests was never fetched, because outcomes are then unknown
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
