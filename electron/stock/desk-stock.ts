import type { Reader } from '../../shared/readers.js';
import type { StockProgress } from '../../shared/stock.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import type { CardToBind } from '../bindings/bindings.js';
import { makeStockObjection, type StockObjection } from './stock-gate.js';
import { StockImport } from './stock-import.js';
import { StockKeeper } from './stock-keeper.js';
import { stockColumnNames } from './stock-list.js';
import { JournalError, type Journal } from '../store/journal.js';
import type { Stock } from '../store/stock.js';
import { identifiedCard } from '../core/identified-card.js';
import { readTable } from '../tables/read-table.js';
import type { DeskWarnings } from '../core/desk-warnings.js';
import type { EventStream } from '../core/event-stream.js';
import type { Log } from '../core/log.js';
import type { SystemDialogs } from '../app/system-dialogs.js';
import type { Settings } from '../settings/settings.js';

type StockCalls = Extract<keyof Handlers, `stock/${string}`>;

/** Where the card stock is stored. */
export interface StockStorage {
  readonly store: Stock;
  /** Path of the bundled table worker. */
  readonly tableWorker: string;
  /** File with the column mappings of imported lists. */
  readonly mappingsFile: string;
}

export interface DeskStockDeps {
  readonly storage: StockStorage;
  readonly settings: Settings['stock'];
  readonly journal: Pick<Journal, 'entries' | 'note'>;
  readonly dialogs: Pick<SystemDialogs, 'chooseFileToOpen'>;
  readonly readers: { readers(): readonly Reader[]; presentation(presentationId: number): CardToBind | undefined };
  readonly stream: Pick<EventStream, 'tell'>;
  readonly warnings: Pick<DeskWarnings, 'set' | 'clear'>;
  readonly now: () => Date;
  readonly log: Log;
}

export interface DeskStock {
  readonly keeper: StockKeeper;
  /** Returns the progress of the current or last list; null before any. */
  progress(): StockProgress | null;
  readonly stockObjection: StockObjection;
  readonly handlers: Pick<Handlers, StockCalls>;
  /** The list that is open for import, or being read. */
  readonly stockList: { isOpen(): boolean; close(list: number): void };
  close(): Promise<void>;
}

/** Maximum number of boxes reported. */
const MOST_PLACES = 2_000;

/** Creates the card stock: its counts, its check of a card, the list import, and its calls. */
export function deskStock({ storage, settings, journal, dialogs, readers, stream, warnings, now, log }: DeskStockDeps): DeskStock {
  const { store } = storage;
  let progress: StockProgress | null = null;
  const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 2000);
  const keeper = new StockKeeper({
    stock: store,
    journal,
    policy: { 'not-in-stock': settings.notInStock, used: settings.used, lost: settings.lost },
    lowAt: settings.lowAt,
    confirmSerial: settings.confirmSerial,
    now,
    onChanged: (stock) => {
      stream.tell({ stock });
      const left = stock.counts['in-stock'];
      if (settings.lowAt > 0 && left <= settings.lowAt) warnings.set({ code: 'stock-low', left });
      else warnings.clear('stock-low');
      warnings.clear('stock-trouble');
    },
    onTrouble: (error) => {
      log.error('the card stock cannot be read or written', { detail: detailOf(error) });
      warnings.set({ code: 'stock-trouble', detail: detailOf(error) });
    },
  });
  const list = new StockImport({
    stock: store,
    journal,
    chooseFile: (words) => dialogs.chooseFileToOpen({ ...words, extensions: ['csv', 'txt', 'tsv', 'xlsx'] }),
    readTable: (file, options) => readTable(file, { script: storage.tableWorker, columnNames: stockColumnNames, ...options }),
    mappingsFile: storage.mappingsFile,
    rawsInReaders: () =>
      readers
        .readers()
        .flatMap(({ state }) =>
          state.state === 'card' && state.identification.state === 'identified' ? [state.identification.cardId.raw] : [],
        ),
    now,
    onProgress: (stockProgress) => {
      progress = stockProgress;
      stream.tell({ stockProgress });
    },
    onImported: async () => {
      await keeper.changed();
      // A card may have been bound before the list brought it.
      await keeper.reconcile(0);
    },
    onNotKept: (error) => {
      log.warn('the column mapping of a list could not be saved', { detail: detailOf(error) });
    },
  });

  const handlers: DeskStock['handlers'] = {
    'stock/judge': async ({ presentationId }) => {
      const card = identifiedCard(readers.presentation(presentationId)?.identification);
      return card.ok ? withStore(async () => ok(await keeper.judge(card.value))) : card;
    },
    'stock/search': (query) => withStore(async () => ok(await store.search(query))),
    'stock/places': () =>
      withStore(async () => {
        const places = await store.places(MOST_PLACES + 1);
        return ok({ places: places.slice(0, MOST_PLACES), isWhole: places.length <= MOST_PLACES });
      }),
    'stock/mark': ({ stockId, status, reason }) =>
      withStore(async () => {
        const marked = await keeper.mark(stockId, status, reason);
        return marked === null ? fail({ code: 'stock-card-unknown' }) : ok(marked);
      }),
    'stock/openList': async (words) => ok(await list.open(words)),
    'stock/previewList': ({ mapping }) => withStore(() => list.preview(mapping)),
    'stock/importList': (asked) => withStore(() => list.import(asked.list, asked.mapping, asked.skipKnown)),
    'stock/closeList': () => {
      list.close();
      return Promise.resolve(ok({}));
    },
  };

  return {
    keeper,
    stockObjection: makeStockObjection({
      judge: (cardId) => keeper.judge(cardId),
      journal,
      isAsked: [settings.notInStock, settings.used, settings.lost].some((action) => action !== 'off'),
      confirmSerial: settings.confirmSerial,
    }),
    progress: () => progress,
    handlers,
    stockList: {
      isOpen: () => list.isOpen,
      close: (opened) => {
        list.close(opened);
      },
    },
    close: () => {
      list.close();
      return store.close();
    },
  };
}

/** Returns failures of the store or the journal as errors. */
async function withStore<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JournalError) return fail({ code: 'stock-unusable', detail: error.message.slice(0, 2000) });
    throw error;
  }
}
