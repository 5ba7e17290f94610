import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import type { ArchivedPart } from '../../shared/archive.js';
import type { CallValue } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import type { ReportNote, ReportPeriod, ReportRow } from '../../shared/report.js';
import { fetched, queryClient } from '../state/query.js';
import { useRevision } from '../state/use-revision.js';
import { dayOf, type PeriodChoice } from './period.js';

/** Bindings a report on paper may have; more would be some 200 pages. */
export const MOST_ROWS = 5_000;

/** A report as it was read, whole. */
export interface ReportContent {
  readonly period: ReportPeriod;
  readonly kind: PeriodChoice['kind'];
  readonly station: string;
  readonly rows: readonly ReportRow[];
  readonly notes: readonly ReportNote[];
  /** What of the period is in archives; absent: nothing is. */
  readonly archived?: ArchivedPart | undefined;
  /** Whether there are more bindings than paper is made for; the rest was not read. */
  readonly tooMany: boolean;
  readonly madeAt: string;
}

/** What the Report screen was asked for. */
export const usePeriodChoice = create<PeriodChoice>(() => ({ kind: 'day', day: dayOf(new Date()), from: '08:00', to: '16:00' }));

interface ReportRead {
  /** What is shown stays until another one is whole; null where nothing could be read. */
  readonly content: ReportContent | null;
  readonly error: StationError | null;
}

/** The report of what was chosen, whole; read anew whenever there is another `revision`. */
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
  let archived: ArchivedPart | undefined;
  for (let after: number | null = 0; after !== null && rows.length <= MOST_ROWS;) {
    const page: CallValue<'report/read'> = await fetched('report/read', { ...period, after }, signal);
    rows.push(...page.rows);
    notes.push(...page.notes);
    station = page.station;
    archived ??= page.archived;
    after = page.next;
  }
  const tooMany = rows.length > MOST_ROWS;
  return { period, kind, station, rows: tooMany ? [] : rows, notes, archived, tooMany, madeAt };
}
