import { create } from 'zustand';
import type { BindingView } from '../../shared/bindings.js';
import type { StationError } from '../../shared/errors.js';
import type { CareOutcome } from '../../shared/after-care.js';
import type { HistoryQuery, StateName } from '../../shared/history.js';
import { call } from '../state/client.js';

/** What became of bound requests, as History tells them apart. */
export const afterwards = {
  executed: ['executed'],
  'never-executed': ['overdue', 'never-executed'],
  ended: ['failed', 'canceled', 'denied', 'gone'],
  abandoned: ['abandoned'],
} as const satisfies Readonly<Record<string, readonly CareOutcome[]>>;
export type Afterwards = keyof typeof afterwards;
export const afterwardsNames = ['executed', 'never-executed', 'ended', 'abandoned'] as const satisfies readonly Afterwards[];

/** What is looked for, as the operator set it: days in local time. */
export interface Filter {
  readonly text: string;
  /** `YYYY-MM-DD`, or empty. */
  readonly fromDay: string;
  readonly toDay: string;
  /** How far the bindings have come, or what became of their requests afterwards. */
  readonly state: StateName | Afterwards | 'all';
}

interface HistoryStore {
  readonly filter: Filter;
  readonly bindings: readonly BindingView[];
  readonly total: number;
  /** Asks for the next page; null: all are here. */
  readonly next: number | null;
  readonly loading: boolean;
  readonly error: StationError | null;
}

const noFilter: Filter = { text: '', fromDay: '', toDay: '', state: 'all' };

/** What History has found so far. */
export const useHistory = create<HistoryStore>(() => ({
  filter: noFilter,
  bindings: [],
  total: 0,
  next: null,
  loading: true,
  error: null,
}));

/** The query a filter stands for; a day ends where the next one begins, in the operator's own time zone. */
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

/** Numbers the searches, so that a slow answer to an old one is dropped. */
let searches = 0;

/** Looks anew with a changed filter. */
export async function look(change: Partial<Filter> = {}): Promise<void> {
  const filter = { ...useHistory.getState().filter, ...change };
  const search = (searches += 1);
  useHistory.setState({ filter, loading: true });
  const answer = await call('history/search', queryOf(filter, null));
  if (search !== searches) return;
  useHistory.setState(
    answer.ok
      ? { ...answer.value, loading: false, error: null }
      : { bindings: [], total: 0, next: null, loading: false, error: answer.error },
  );
}

/** Fetches the page after the last one, if there is one and none is under way. */
export async function more(): Promise<void> {
  const { filter, next, loading } = useHistory.getState();
  if (next === null || loading) return;
  const search = searches;
  useHistory.setState({ loading: true });
  const answer = await call('history/search', queryOf(filter, next));
  if (search !== searches) return;
  const { bindings } = useHistory.getState();
  useHistory.setState(
    answer.ok
      ? {
          bindings: [...bindings, ...answer.value.bindings],
          next: answer.value.next,
          total: answer.value.total,
          loading: false,
          error: null,
        }
      : { loading: false, error: answer.error },
  );
}
