import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import type { ArchivedPart } from '../../shared/archive.js';
import type { CallValue } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import type { ReportNote, ReportPeriod, ReportRow } from '../../shared/report.js';
import { fetched, queryClient } from '../state/query.js';
import { useRevision } from '../state/use-revision.js';
import { dayOf, type PeriodChoice } from './period.js';

/** Maximum number of bindings in a printed report, some 200 pages. */
export const MAX_ROWS = 5_000;

/** A report, read completely. */
export interface ReportContent {
  readonly period: ReportPeriod;
  readonly kind: PeriodChoice['kind'];
  readonly station: string;
  readonly rows: readonly ReportRow[];
  readonly notes: readonly ReportNote[];
  /** Archived bindings of the period; absent if there are none. */
  readonly archived?: ArchivedPart | undefined;
  /** How many bindings are left out because their entries cannot be read. */
  readonly unreadable: number;
  /** Whether there are more bindings than can be printed; the rest was not read. */
  readonly tooMany: boolean;
  readonly madeAt: string;
}

/** The period of the Report screen. */
export const usePeriodChoice = create<PeriodChoice>(() => ({ kind: 'day', day: dayOf(new Date()), from: '08:00', to: '16:00' }));

interface ReportRead {
  /** The report shown; it stays until another one is complete. Null if none could be read. */
  readonly content: ReportContent | null;
  readonly error: StationError | null;
}

/** Returns the complete report of a period; read again whenever `revision` changes. */
export function useReport({ kind }: PeriodChoice, period: ReportPeriod | null, revision: unknown): ReportRead {
  const query = useQuery(
    {
      queryKey: ['report/read', kind, period],
      queryFn: period === null ? skipToken : ({ signal }) => readReport(kind, period, signal),
      placeholderData: keepPreviousData,
    },
    queryClient,
  );
  useRevision(revision, query);
  const { data = null, error } = query;
  return { content: period === null || error !== null ? null : data, error: error?.reason ?? null };
}

async function readReport(kind: PeriodChoice['kind'], period: ReportPeriod, signal: AbortSignal): Promise<ReportContent> {
  const madeAt = new Date().toISOString();
  const rows: ReportRow[] = [];
  const notes: ReportNote[] = [];
  let station = '';
  let unreadable = 0;
  let archived: ArchivedPart | undefined;
  for (let after: number | null = 0; after !== null && rows.length <= MAX_ROWS;) {
    const page: CallValue<'report/read'> = await fetched('report/read', { ...period, after }, signal);
    rows.push(...page.rows);
    notes.push(...page.notes);
    station = page.station;
    archived ??= page.archived;
    unreadable += page.unreadable ?? 0;
    after = page.next;
  }
  const tooMany = rows.length > MAX_ROWS;
  return { period, kind, station, rows: tooMany ? [] : rows, notes, archived, unreadable, tooMany, madeAt };
}
