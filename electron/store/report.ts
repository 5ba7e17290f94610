import type { ReportQuery } from '../../shared/report.js';
import type { StoredReportPage } from './report-file.js';
import { startStoreWorker } from './store-worker.js';
import { remoteStore } from './worker-protocol.js';

/** Reads reports from the journal without being in its way. */
export interface ReportStore {
  /** One page of a report. @throws JournalError */
  read(query: ReportQuery): Promise<StoredReportPage>;
  close(): Promise<void>;
}

/**
 * Opens the journal a second time, for reports alone, in a worker thread of its own.
 *
 * @param script path of the bundled `worker.ts`
 * @throws JournalError when it cannot be opened
 */
export async function openReportStore(
  script: string,
  options: { readonly path: string; readonly key: string | null },
): Promise<ReportStore> {
  return remoteStore('report', await startStoreWorker(script, { store: 'report', ...options }));
}
