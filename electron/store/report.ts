import type { ReportQuery } from '../../shared/report.js';
import type { StoredReportPage } from './report-file.js';
import { startStoreWorker } from './store-worker.js';
import { remoteStore } from './worker-protocol.js';

/** Reads reports from the journal without blocking it. */
export interface ReportStore {
  /** Returns one page of a report. @throws JournalError */
  read(query: ReportQuery): Promise<StoredReportPage>;
  close(): Promise<void>;
}

/**
 * Opens a second connection to the journal, for reports, in a worker thread of its own.
 * @param script path of the bundled `worker.ts`
 * @throws JournalError if it cannot be opened
 */
export async function openReportStore(
  script: string,
  options: { readonly path: string; readonly key: string | null },
): Promise<ReportStore> {
  return remoteStore('report', await startStoreWorker(script, { store: 'report', ...options }));
}
