import { create } from 'zustand';
import type { StationError } from '../../shared/errors.js';
import type { PreparedGroup, PreparedOverview, PreparedQuery, PreparedRow } from '../../shared/prepared.js';
import type { Result } from '../../shared/result.js';
import { call } from '../state/client.js';

export type PreparedFilter = Pick<PreparedQuery, 'text' | 'file' | 'group'>;

interface PreparedStore {
  readonly filter: PreparedFilter;
  readonly rows: readonly PreparedRow[];
  readonly total: number;
  /** Null before the first answer. */
  readonly overview: PreparedOverview | null;
  readonly loading: boolean;
  readonly error: StationError | null;
}

const everything: PreparedFilter = { text: '', file: null, group: 'all' };

/** What the screen has fetched so far. */
export const usePrepared = create<PreparedStore>(() => ({
  filter: everything,
  rows: [],
  total: 0,
  overview: null,
  loading: true,
  error: null,
}));

/** Numbers the fetches, so that a slow answer to an old one is dropped. */
let fetches = 0;

/** Rows of a page, and of a page of those that were here already. */
const PAGE = 100;
const LARGEST_PAGE = 500;

/** Fetches the lines anew with a changed filter. */
export function look(change: Partial<PreparedFilter>): Promise<void> {
  usePrepared.setState({ filter: { ...usePrepared.getState().filter, ...change } });
  return fetchRows(PAGE);
}

/** Fetches the lines that are here once more: something has happened to them. */
export function lookAgain(): Promise<void> {
  return fetchRows(Math.max(PAGE, usePrepared.getState().rows.length));
}

async function fetchRows(wanted: number): Promise<void> {
  const { filter } = usePrepared.getState();
  const fetch = (fetches += 1);
  usePrepared.setState({ loading: true });
  const rows: PreparedRow[] = [];
  for (;;) {
    const answer = await call('prepared/search', { ...filter, after: rows.length, limit: Math.min(LARGEST_PAGE, wanted - rows.length) });
    if (fetch !== fetches) return;
    if (!answer.ok) {
      usePrepared.setState({ rows: [], total: 0, loading: false, error: answer.error });
      return;
    }
    rows.push(...answer.value.rows);
    if (answer.value.rows.length > 0 && rows.length < Math.min(wanted, answer.value.total)) continue;
    usePrepared.setState({ rows, total: answer.value.total, loading: false, error: null });
    return;
  }
}

/** Fetches the page after the last one, if there is one and none is under way. */
export async function more(): Promise<void> {
  const { filter, rows, total, loading } = usePrepared.getState();
  if (rows.length >= total || loading) return;
  const fetch = fetches;
  usePrepared.setState({ loading: true });
  const answer = await call('prepared/search', { ...filter, after: rows.length, limit: PAGE });
  if (fetch !== fetches) return;
  usePrepared.setState(
    answer.ok
      ? { rows: [...usePrepared.getState().rows, ...answer.value.rows], total: answer.value.total, loading: false, error: null }
      : { loading: false, error: answer.error },
  );
}

/** Fetches how the files stand. A file that is not there any more is no longer what is narrowed down to. */
export async function lookAtFiles(): Promise<void> {
  const answer = await call('prepared/overview', {});
  if (!answer.ok) {
    usePrepared.setState({ error: answer.error });
    return;
  }
  usePrepared.setState({ overview: answer.value });
  const { file } = usePrepared.getState().filter;
  if (file !== null && !answer.value.files.some(({ name }) => name === file)) await look({ file: null });
}

/** Shows what a group of lines is, of all files or of one. */
export function show(file: string | null, group: PreparedGroup = 'all'): void {
  void look({ file, group, text: '' });
}

/** Removes a file, with the reason the journal keeps. */
export async function remove(name: string, reason: string): Promise<Result<unknown>> {
  return call('prepared/remove', { name, reason });
}
