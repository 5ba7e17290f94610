import { create } from 'zustand';
import type { StationError } from '../../shared/errors.js';
import type { ReportNote, ReportPeriod, ReportRow } from '../../shared/report.js';
import { call } from '../state/client.js';
import { dayOf, periodOf, type PeriodChoice } from './period.js';

/** Bindings a report on paper may have; more would be some 200 pages. */
export const MOST_ROWS = 5_000;

/** A report as it was read, whole. */
export interface ReportContent {
  readonly period: ReportPeriod;
  readonly kind: PeriodChoice['kind'];
  readonly station: string;
  readonly rows: readonly ReportRow[];
  readonly notes: readonly ReportNote[];
  /** Whether there are more bindings than paper is made for; the rest was not read. */
  readonly tooMany: boolean;
  readonly madeAt: string;
}

interface ReportStore {
  readonly choice: PeriodChoice;
  readonly content: ReportContent | null;
  readonly loading: boolean;
  readonly error: StationError | null;
}

/** What the Report screen was asked for, and what was read so far. */
export const useReport = create<ReportStore>(() => ({
  choice: { kind: 'day', day: dayOf(new Date()), from: '08:00', to: '16:00' },
  content: null,
  loading: false,
  error: null,
}));

/** Numbers the readings, so that a slow answer to an old one is dropped. */
let readings = 0;

/** Reads the report anew, with a changed choice. What is shown stays until the new one is whole. */
export async function readReport(change: Partial<PeriodChoice> = {}): Promise<void> {
  const choice = { ...useReport.getState().choice, ...change };
  const reading = (readings += 1);
  const period = periodOf(choice);
  if (period === null) {
    useReport.setState({ choice, content: null, loading: false, error: null });
    return;
  }
  useReport.setState({ choice, loading: true });
  const madeAt = new Date().toISOString();
  const rows: ReportRow[] = [];
  const notes: ReportNote[] = [];
  let station = '';
  for (let after: number | null = 0; after !== null && rows.length <= MOST_ROWS;) {
    const answer: Awaited<ReturnType<typeof page>> = await page(period, after);
    if (reading !== readings) return;
    if (!answer.ok) {
      useReport.setState({ content: null, loading: false, error: answer.error });
      return;
    }
    rows.push(...answer.value.rows);
    notes.push(...answer.value.notes);
    station = answer.value.station;
    after = answer.value.next;
  }
  const tooMany = rows.length > MOST_ROWS;
  useReport.setState({
    content: { period, kind: choice.kind, station, rows: tooMany ? [] : rows, notes, tooMany, madeAt },
    loading: false,
    error: null,
  });
}

function page(period: ReportPeriod, after: number) {
  return call('report/read', { ...period, after });
}
