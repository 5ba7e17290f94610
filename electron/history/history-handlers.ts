import { fail, ok } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import { answerFromJournal } from '../store/answer-from-journal.js';
import type { Journal } from '../store/journal.js';
import { exportJournal } from './export-journal.js';
import type { SystemDialogs } from '../app/system-dialogs.js';

type HistoryCalls = 'history/search' | 'history/entries' | 'history/export' | 'history/print';

export interface HistoryDeps {
  readonly journal: Pick<Journal, 'search' | 'entriesOf' | 'entries'>;
  readonly dialogs: SystemDialogs;
  readonly now: () => Date;
}

/** Handles the calls of the History screen. The store worker searches, so main never waits for the disk. */
export function historyHandlers({ journal, dialogs, now }: HistoryDeps): Pick<Handlers, HistoryCalls> {
  return {
    'history/search': (query) => answerFromJournal(() => journal.search(query)),
    'history/entries': ({ bindingId }) => answerFromJournal(async () => [...(await journal.entriesOf(bindingId))]),
    'history/export': async () => {
      const file = await dialogs.chooseFile({
        defaultName: `card-desk-journal-${now().toISOString().slice(0, 10)}.csv`,
        kinds: [
          { name: 'CSV', extension: 'csv' },
          { name: 'JSON', extension: 'json' },
          { name: 'JSON lines', extension: 'jsonl' },
        ],
      });
      if (file === null) return ok(null);
      try {
        return ok({ file, ...(await exportJournal(journal, file)) });
      } catch (error) {
        return fail({ code: 'file-failed', detail: error instanceof Error ? error.message : String(error) });
      }
    },
    'history/print': async () => {
      const outcome = await dialogs.print();
      return outcome.outcome === 'failed' ? fail({ code: 'print-failed', detail: outcome.detail }) : ok({});
    },
  };
}
