import { assertNever } from '../../shared/assert-never.js';
import type { BindingState } from '../../shared/bindings.js';
import type { ReportRow } from '../../shared/report.js';

/** Groups in which a report counts bindings, in column order. */
export const stateGroups = ['bound', 'refused', 'open', 'attention', 'ended'] as const;
export type StateGroup = (typeof stateGroups)[number];

/** A refusal that is not closed counts as refused, although it needs attention. */
export function stateGroupOf({ state }: BindingState): StateGroup {
  switch (state) {
    case 'bound':
    case 'refused':
    case 'attention':
      return state;
    case 'intended':
    case 'submitting':
    case 'waiting':
    case 'uncertain':
      return 'open';
    case 'withdrawn':
    case 'given-up':
      return 'ended';
    default:
      return assertNever(state);
  }
}

export type Counts = Readonly<Record<StateGroup, number>> & { readonly total: number };

export interface Totals {
  readonly operators: readonly { readonly operator: string; readonly counts: Counts }[];
  readonly all: Counts;
}

/** Counts a report's bindings by confirming operator and by state; operators sorted by name. */
export function totalsOf(rows: readonly ReportRow[]): Totals {
  return {
    operators: [...grouped(rows)]
      .map(([operator, own]) => ({ operator, counts: counted(own) }))
      .sort((a, b) => a.operator.localeCompare(b.operator)),
    all: counted(rows),
  };
}

function grouped(rows: readonly ReportRow[]): Map<string, ReportRow[]> {
  const groups = new Map<string, ReportRow[]>();
  for (const row of rows) {
    const group = groups.get(row.confirmedBy);
    if (group === undefined) groups.set(row.confirmedBy, [row]);
    else group.push(row);
  }
  return groups;
}

function counted(rows: readonly ReportRow[]): Counts {
  const count = (group: StateGroup): number => rows.filter(({ state }) => stateGroupOf(state) === group).length;
  return {
    bound: count('bound'),
    refused: count('refused'),
    open: count('open'),
    attention: count('attention'),
    ended: count('ended'),
    total: rows.length,
  };
}
