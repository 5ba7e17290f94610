import type { FileHandle } from 'node:fs/promises';
import type { ReportPeriod } from '../../shared/report.js';
import { fail, ok } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import { answerFromJournal } from '../store/answer-from-journal.js';
import { saveFromJournal } from '../store/save-from-journal.js';
import type { ReportStore } from '../store/report.js';
import type { SystemDialogs } from '../app/system-dialogs.js';
import { csvArchived, csvHead, csvRows, csvUnreadable } from './report-csv.js';

type ReportCalls = 'report/read' | 'report/savePdf' | 'report/saveCsv';

export interface ReportDeps {
  readonly dialogs: SystemDialogs;
  /** The computer's name. */
  readonly station: string;
  /** Opens the journal for reports; called for the first report. */
  readonly openReports: () => Promise<ReportStore>;
}

export interface Reports {
  readonly handlers: Pick<Handlers, ReportCalls>;
  close(): Promise<void>;
}

/** Handles the calls of the Report screen, over a connection of its own to the journal. */
export function reportHandlers({ dialogs, station, openReports }: ReportDeps): Reports {
  let opening: Promise<ReportStore> | null = null;
  const store = (): Promise<ReportStore> => {
    opening ??= openReports().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  return {
    handlers: {
      'report/read': (query) =>
        answerFromJournal(async () => {
          const { rows, notes, archived, unreadable, next } = await (await store()).read(query);
          return { station, rows, notes, archived, unreadable, next };
        }),
      'report/savePdf': async (period) => {
        const file = await dialogs.chooseFile({ defaultName: nameOf(period, 'pdf'), kinds: [{ name: 'PDF', extension: 'pdf' }] });
        if (file === null) return ok({ file: null });
        const made = await dialogs.pdf();
        if (made.outcome === 'failed') return fail({ code: 'print-failed', detail: made.detail });
        return saveFromJournal(file, made.bytes);
      },
      'report/saveCsv': async (period) => {
        const file = await dialogs.chooseFile({ defaultName: nameOf(period, 'csv'), kinds: [{ name: 'CSV', extension: 'csv' }] });
        if (file === null) return ok({ file: null });
        return saveFromJournal(file, async (out) => writeCsv(await store(), period, out));
      },
    },
    close: async () => {
      await (await opening?.catch(() => null))?.close();
    },
  };
}

async function writeCsv(store: ReportStore, period: ReportPeriod, out: FileHandle): Promise<void> {
  await out.write(csvHead);
  for (let after: number | null = 0; after !== null;) {
    const page = await store.read({ ...period, after });
    if (page.archived !== undefined && page.archived.bindings > 0) await out.write(csvArchived(page.archived.bindings));
    await out.write(csvRows(page.rows));
    if (page.unreadable !== undefined) await out.write(csvUnreadable(page.unreadable));
    after = page.next;
  }
}

function nameOf({ from }: ReportPeriod, extension: string): string {
  // The day in the operator's time zone, which is also that of this process.
  const day = new Date(from);
  const date = [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  return `card-desk-report-${date}.${extension}`;
}
