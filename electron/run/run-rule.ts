import { isKeptApart, isInFlight, type BindingView } from '../../shared/bindings.js';
import type { RunCounts, RunRowState, RunRow } from '../../shared/run.js';
import type { RunItem, StoredRun } from '../store/run-records.js';

/**
 * Returns the state of each person in a run, in its order, from the run as it was started and the journal entries after that. Pure.
 * A binding overrides "set aside": the person may have been bound later at the desk.
 */
export function runRows({ run, asides, bindings }: StoredRun): readonly RunRow[] {
  const byRequest = new Map(bindings.map((one) => [one.binding.request.requestId, one]));
  const byPlace = new Map(asides.map((aside) => [aside.place, aside]));
  return run.items.map((item, index) => {
    const place = index + 1;
    const row = beginning(item, place);
    const made = item.request === null ? undefined : byRequest.get(item.request.requestId);
    const aside = byPlace.get(place);
    const stands = made === undefined ? null : standingOf(made.binding);
    if (made !== undefined && stands !== null && (stands !== 'aside' || aside === undefined)) {
      const { binding, by } = made;
      return {
        ...row,
        card: binding.cardId.text,
        stands,
        binding: binding.state,
        slipNumber: isKeptApart(binding.state) ? (binding.slipNumber ?? null) : null,
        at: binding.confirmedAt,
        by,
      };
    }
    if (aside === undefined) return row;
    const { reason, detail, slipNumber, at, by } = aside;
    return { ...row, stands: 'aside', reason, detail, slipNumber, at, by };
  });
}

/** Returns a person's row at the start of the run. */
function beginning({ request, prepared, fault }: RunItem, place: number): RunRow {
  return {
    place,
    person: request === null ? (prepared?.person ?? '') : nameOf(request.person),
    profileTemplate: request === null ? '' : (request.profileTemplate.name ?? request.profileTemplate.profileTemplateId),
    requestId: request?.requestId ?? null,
    line: prepared === null ? null : { file: prepared.file, line: prepared.line },
    card: prepared?.card ?? null,
    stands: fault === null ? 'left' : 'aside',
    binding: null,
    reason: fault?.reason ?? null,
    detail: '',
    slipNumber: fault?.slipNumber ?? null,
    at: null,
    by: null,
  };
}

function nameOf(person: BindingView['request']['person']): string {
  return person.state === 'resolved' ? person.name : person.userId;
}

/** Returns the run state that a binding gives its person. */
function standingOf({ state }: BindingView): RunRowState {
  if (state.state === 'bound') return 'bound';
  if (isKeptApart(state)) return 'apart';
  return isInFlight(state) ? 'under-way' : 'aside';
}

/** Counts the people of a run by state; the counts add up to the run. */
export function runCounts(rows: readonly RunRow[]): RunCounts {
  const counts = { left: 0, 'under-way': 0, bound: 0, apart: 0, aside: 0 };
  for (const { stands } of rows) counts[stands] += 1;
  return counts;
}

/** Returns the next person: the first one left; null if none is left or the run has ended. */
export function nextOf(stored: StoredRun, rows: readonly RunRow[]): { readonly item: RunItem; readonly place: number } | null {
  if (stored.ended !== null) return null;
  const row = rows.find(({ stands }) => stands === 'left');
  const item = row === undefined ? undefined : stored.run.items[row.place - 1];
  return row === undefined || item === undefined ? null : { item, place: row.place };
}

/** Returns the slip numbers of cards kept apart without a binding. */
export function slipsOf(rows: readonly RunRow[]): readonly number[] {
  return rows.flatMap(({ stands, slipNumber }) => (stands === 'aside' && slipNumber !== null ? [slipNumber] : []));
}
