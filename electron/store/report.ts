import type { ReportQuery } from '../../shared/report.js';
import type { ReportFile, StoredReportPage } from './report-file.js';
import { startStoreWorker } from './store-worker.js';

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
  const send = await startStoreWorker<ReportFile>(script, { store: 'report', ...options });
  return {
    read: (query) => send((id) => ({ id, method: 'read', args: [query] })),
    close: async () => {
      await send((id) => ({ id, method: 'close', args: [] }));
    },
  };
}
