import { create } from 'zustand';
import type { ArchivedPart } from '../../shared/archive.js';
import type { BindingView } from '../../shared/bindings.js';
import type { CareOutcome } from '../../shared/after-care.js';
import type { HistoryQuery, StateName } from '../../shared/history.js';
import { fetched } from '../state/query.js';
import { usePages, type Pages } from '../state/use-pages.js';

/** Filters of History for what became of bound requests. */
export const afterwards = {
  executed: ['executed'],
  'never-executed': ['overdue', 'never-executed'],
  ended: ['failed', 'canceled', 'denied', 'gone'],
  abandoned: ['abandoned'],
} as const satisfies Readonly<Record<string, readonly CareOutcome[]>>;
export type Afterwards = keyof typeof afterwards;
export const afterwardsNames = ['executed', 'never-executed', 'ended', 'abandoned'] as const satisfies readonly Afterwards[];

/** The filters as the operator set them; days in local time. */
export interface Filter {
  readonly text: string;
  /** `YYYY-MM-DD`, or empty. */
  readonly fromDay: string;
  readonly toDay: string;
  /** State of the binding, or what became of its request. */
  readonly state: StateName | Afterwards | 'all';
}

/** The filters of History. */
export const useHistoryFilter = create<Filter>(() => ({ text: '', fromDay: '', toDay: '', state: 'all' }));

interface Found extends Pages<BindingView> {
  /** Archived bindings of the requested time; undefined if there are none. */
  readonly archived: ArchivedPart | undefined;
  /** How many bindings are not listed because their rows in the journal cannot be read. */
  readonly unreadable: number;
}

/** Returns the bindings that match a filter, newest first; fetched again whenever `revision` changes. */
export function useFoundBindings(filter: Filter, revision: unknown): Found {
  const { last, ...found } = usePages(['history/search', filter], revision, async (before, signal) => {
    const { bindings: rows, total, next, archived, unreadable } = await fetched('history/search', queryOf(filter, before), signal);
    return { rows, total, next, archived, unreadable };
  });
  return { ...found, archived: last?.archived, unreadable: last?.unreadable ?? 0 };
}

/** Returns the query for a filter. A day ends where the next one begins, in local time. */
export function queryOf({ text, fromDay, toDay, state }: Filter, before: number | null): HistoryQuery {
  const midnight = (day: string, later: number): string | null => {
    const [year, month, date] = day.split('-').map(Number);
    if (year === undefined || month === undefined || date === undefined) return null;
    const at = new Date(year, month - 1, date + later);
    return Number.isNaN(at.getTime()) ? null : at.toISOString();
  };
  return { text, from: midnight(fromDay, 0), to: midnight(toDay, 1), ...narrowedTo(state), before };
}

function narrowedTo(state: Filter['state']): Pick<HistoryQuery, 'states' | 'outcomes'> {
  if (state === 'all') return { states: [], outcomes: [] };
  return isAfterwards(state) ? { states: ['bound'], outcomes: [...afterwards[state]] } : { states: [state], outcomes: [] };
}

function isAfterwards(state: StateName | Afterwards): state is Afterwards {
  return Object.hasOwn(afterwards, state);
}
