import { useEffect } from 'react';
import { create } from 'zustand';
import type { PreparedOverview, PreparedQuery, PreparedRow } from '../../shared/prepared.js';
import { fetched } from '../state/query.js';
import { useCall } from '../state/use-call.js';
import { usePages, type Pages } from '../state/use-pages.js';

export type PreparedFilter = Pick<PreparedQuery, 'text' | 'file' | 'group'>;

/** Filters of the lines. */
export const usePreparedFilter = create<PreparedFilter>(() => ({ text: '', file: null, group: 'all' }));

/** Rows per page. */
const PAGE = 100;

/** Returns the lines that match a filter; fetched again whenever `revision` changes. */
export function useLines(filter: PreparedFilter, revision: number): Pages<PreparedRow> {
  return usePages(['prepared/search', filter], revision, async (asked, signal) => {
    const after = asked ?? 0;
    const { rows, total } = await fetched('prepared/search', { ...filter, after, limit: PAGE }, signal);
    const end = after + rows.length;
    return { rows, total, next: rows.length > 0 && end < total ? end : null };
  });
}

/** Returns the state of the files. Clears the file filter when its file is gone. */
export function useOverview(revision: number) {
  const { value, error } = useCall('prepared/overview', {}, { revision, isKept: true });
  useEffect(() => {
    if (value !== null && !isThere(value, usePreparedFilter.getState().file)) usePreparedFilter.setState({ file: null });
  }, [value]);
  return { overview: value, error };
}

function isThere({ files }: PreparedOverview, file: string | null): boolean {
  return file === null || files.some(({ name }) => name === file);
}

/** Shows all lines, of all files or of one. */
export function show(file: string | null): void {
  usePreparedFilter.setState({ file, group: 'all', text: '' });
}
