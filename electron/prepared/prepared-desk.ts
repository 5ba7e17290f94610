import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BindingView } from '../../shared/bindings.js';
import type { CardId } from '../../shared/cards.js';
import { MAX_VALUE_LENGTH } from '../../shared/tables.js';
import type { PreparedCheck, PreparedFile, PreparedFolder, PreparedProblem, PreparedRow, PreparedState } from '../../shared/prepared.js';
import type { RequestView } from '../../shared/requests.js';
import { fail, ok } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import type { AskContext } from '../bindings/ask-server.js';
import type { ShownRequest } from '../requests/why-not-bindable.js';
import type { CmClient } from '../cm/client.js';
import { CardsInReaders } from './cards-in-readers.js';
import { FolderWatch, type FoundFile } from './folder-watch.js';
import { exportLeftovers } from './leftovers.js';
import { PreparedBook } from './prepared-book.js';
import { PreparedFiles, type TakeResult } from './prepared-files.js';
import { countPrepared, rowsOf, searchPrepared } from './prepared-search.js';
import { checkAtServer } from './server-check.js';
import type { ReaderWatcher, WatcherEvent } from '../readers/watcher.js';
import { JournalError, type Journal } from '../store/journal.js';
import type { PreparedStore } from '../store/prepared-store.js';
import type { TableRead } from '../tables/read-table.js';
import type { DeskWarnings } from '../core/desk-warnings.js';
import { withExternalPath } from '../core/external-path.js';
import type { EventStream } from '../core/event-stream.js';
import type { Log } from '../core/log.js';
import type { SystemDialogs } from '../app/system-dialogs.js';
import type { Settings } from '../settings/settings.js';
import { requireStore } from '../store/require-store.js';

export interface PreparedDeskDeps {
  readonly settings: Settings['prepared'];
  readonly store: PreparedStore;
  /** Reads a table in a worker thread. */
  readonly readTable: (path: string, signal: AbortSignal) => Promise<TableRead>;
  readonly journal: Pick<Journal, 'claimsOf' | 'note'>;
  readonly cm: Pick<CmClient, 'getRequest' | 'findSmartcardByCardId'>;
  readonly watcher: Pick<ReaderWatcher, 'presentation'>;
  /** Returns every open request in the current list. */
  readonly requests: () => Iterable<RequestView>;
  readonly shownRequest: (requestId: string) => ShownRequest | undefined;
  readonly askContext: () => AskContext;
  readonly personName: (userId: string) => Promise<string | null>;
  readonly refresh: () => void;
  readonly stream: EventStream;
  readonly warnings: Pick<DeskWarnings, 'set' | 'clear'>;
  readonly dialogs: Pick<SystemDialogs, 'chooseFile' | 'chooseFileToOpen'>;
  readonly now: () => Date;
  readonly monotonicMs: () => number;
  readonly schedule: (work: () => void, ms: number) => () => void;
  readonly log: Log;
}

type PreparedCalls = 'prepared/check' | 'prepared/overview' | 'prepared/search' | 'prepared/import' | 'prepared/remove' | 'prepared/export';

/** Prepared cards at the desk. */
export interface PreparedDesk {
  readonly handlers: Pick<Handlers, PreparedCalls>;
  state(): PreparedState;
  /** Returns what the files say about binding a card to a request. */
  readonly check: (cardId: CardId, request: RequestView) => PreparedCheck;
  /** Returns a file's lines with their outcomes, in file order; null if no such file was imported. */
  readonly rows: (file: string) => AsyncIterable<PreparedRow> | null;
  readerEvent(event: WatcherEvent): void;
  /** Applies a change of the list of requests. */
  requestsChanged(change: { readonly put: readonly { readonly view: RequestView }[]; readonly removed: readonly string[] }): void;
  /** The list of requests is complete. */
  listIsWhole(): void;
  bindingChanged(binding: BindingView): void;
  /**
   * Loads what the previous process stored.
   * @param hasList whether the previous process left a list of requests
   * @throws StartError if it cannot be read
   */
  load(unsettled: readonly BindingView[], hasList: boolean): Promise<void>;
  /** Starts watching the folder. */
  watch(): void;
  stop(): Promise<void>;
}

/** How long changes are collected before the page is told, ms. */
const GATHER_MS = 250;
/** File types in the dialog. */
const EXTENSIONS = ['csv', 'txt', 'tsv', 'xlsx'];
/** Problems that may pass although the file is unchanged: it is open elsewhere, or the disk is full. */
const passing: readonly PreparedProblem['code'][] = ['unreadable', 'changed-meanwhile', 'not-kept'];

export function preparedDesk(deps: PreparedDeskDeps): PreparedDesk {
  const { settings, store, journal, watcher, stream, now, schedule, readTable, log } = deps;
  const book = new PreparedBook();
  /** Aborts reading when the station stops. */
  const stopping = new AbortController();
  const files = new PreparedFiles({
    store,
    book,
    journal,
    readTable: (path) => readTable(path, stopping.signal),
    requests: deps.requests,
    now,
  });
  /** Why files in the folder are not used, by name. */
  const troubles = new Map<string, readonly PreparedProblem[]>();
  let folder: PreparedFolder = settings.folder === undefined ? { state: 'none' } : { state: 'watched', path: settings.folder };
  /** Files in the folder; null if the folder cannot be read. */
  let inFolder: readonly string[] | null = null;
  let revision = 0;
  let cancelTelling: (() => void) | null = null;

  const state = (): PreparedState => ({ total: book.total, revision, cards: cards.all() });
  const tell = (): void => {
    cancelTelling?.();
    cancelTelling = null;
    revision += 1;
    stream.tell({ prepared: state() });
  };
  /** Updates the cards in the readers at once, and the list of lines a little later. */
  const changed = (): void => {
    cards.look();
    cancelTelling ??= schedule(tell, GATHER_MS);
  };

  const cards: CardsInReaders = new CardsInReaders({
    book,
    ask: (requestId, cardId) => checkAtServer(deps, requestId, cardId),
    refresh: deps.refresh,
    onPresented: (line) => {
      const at = now().toISOString();
      book.markPresented(line, at);
      store.presented(line.view.file, line.view.line, at).catch((error: unknown) => {
        log.warn('the first presentation of a prepared card could not be stored', { detail: detailOf(error) });
      });
    },
    onChanged: tell,
  });

  const warn = (): void => {
    const [first] = [...troubles.keys()].sort();
    if (folder.state === 'unreadable') deps.warnings.set({ code: 'prepared-folder', folder: folder.path, detail: folder.detail });
    else deps.warnings.clear('prepared-folder');
    if (first === undefined) deps.warnings.clear('prepared-unusable');
    else deps.warnings.set({ code: 'prepared-unusable', file: first, files: troubles.size });
    changed();
  };
  const setTrouble = (name: string, problems: readonly PreparedProblem[]): void => {
    if (JSON.stringify(troubles.get(name) ?? []) === JSON.stringify(problems)) return;
    if (problems.length === 0) troubles.delete(name);
    else troubles.set(name, problems);
    for (const { line, code } of problems.slice(0, 5)) log.warn('a prepared file is not used', { line, code });
    warn();
  };
  /** A file that conflicted with another may be usable now. */
  const retry = (): void => {
    for (const name of troubles.keys()) watch?.again(name);
  };

  const found = async ({ path, name, isSame }: FoundFile): Promise<boolean> => {
    const taken = await files.take({ path, name, origin: 'folder', isSame });
    if (taken.outcome === 'refused') {
      if (!taken.problems.some(({ code }) => code === 'changed-meanwhile')) setTrouble(name, taken.problems);
      return !taken.problems.some(({ code }) => passing.includes(code));
    }
    afterTaking(name, taken);
    return true;
  };
  const afterTaking = (name: string, taken: TakeResult): void => {
    setTrouble(name, []);
    if (taken.outcome !== 'taken') return;
    log.info('a prepared file was imported', { cards: taken.total });
    retry();
    changed();
  };

  const watch =
    settings.folder === undefined
      ? null
      : new FolderWatch({
          folder: settings.folder,
          monotonicMs: deps.monotonicMs,
          schedule,
          onFile: (file) =>
            found(file).catch((error: unknown) => {
              log.error('a prepared file could not be processed', { detail: detailOf(error) });
              return false;
            }),
          onLooked: (looked) => {
            const before = JSON.stringify([folder, inFolder]);
            const path = settings.folder ?? '';
            folder =
              'trouble' in looked ? { state: 'unreadable', path, detail: looked.trouble.slice(0, 2000) } : { state: 'watched', path };
            inFolder = 'names' in looked ? looked.names : null;
            for (const name of troubles.keys()) if (inFolder?.includes(name) === false) troubles.delete(name);
            if (JSON.stringify([folder, inFolder]) !== before) warn();
          },
        });

  const fileOf = async (name: string): Promise<PreparedFile> => {
    const file = files.all.get(name);
    const isTaken = file !== undefined && !file.isRemoved;
    return {
      name,
      taken: isTaken ? { origin: file.origin, at: file.takenAt, ...(await countPrepared(book, name)) } : null,
      hasGone: isTaken && file.origin === 'folder' && inFolder?.includes(name) === false,
      problems: [...(troubles.get(name) ?? [])],
    };
  };

  const handlers: PreparedDesk['handlers'] = {
    'prepared/check': ({ requestId, presentationId }) => {
      const identification = watcher.presentation(presentationId)?.identification;
      if (identification?.state !== 'identified') return Promise.resolve(fail({ code: 'card-left' }));
      const shown = deps.shownRequest(requestId);
      if (shown === undefined) return Promise.resolve(fail({ code: 'request-unknown' }));
      return Promise.resolve(ok({ said: book.check(identification.cardId, shown.view), otherwise: settings.otherwise }));
    },
    'prepared/overview': async () => {
      const taken = [...files.all.values()].filter(({ isRemoved }) => !isRemoved).map(({ name }) => name);
      const names = [...new Set([...taken, ...troubles.keys()])].sort();
      const all: PreparedFile[] = [];
      for (const name of names) all.push(await fileOf(name));
      return ok({ folder, files: all });
    },
    'prepared/search': async (query) => ok(await searchPrepared(book, query)),
    'prepared/import': async ({ title, kind }) => {
      const path = await deps.dialogs.chooseFileToOpen({ title, kind, extensions: EXTENSIONS });
      if (path === null) return ok(null);
      const name = basename(path).slice(0, MAX_VALUE_LENGTH);
      const taken = await files.take({ path, name, origin: 'import', isSame: await sameAs(path) });
      if (taken.outcome === 'refused') return ok({ outcome: 'refused', name, problems: [...taken.problems] });
      afterTaking(name, taken);
      return ok({ outcome: 'taken', name, total: book.linesOf(name)?.length ?? 0 });
    },
    'prepared/remove': async ({ name, reason }) => {
      try {
        if (!(await files.remove(name, reason))) return fail({ code: 'no-prepared-file', file: name });
      } catch (error) {
        if (error instanceof JournalError) return fail({ code: 'prepared-failed', detail: error.message.slice(0, 2000) });
        throw error;
      }
      retry();
      changed();
      return ok({});
    },
    'prepared/export': async () => {
      const file = await deps.dialogs.chooseFile({
        defaultName: `card-desk-leftovers-${now().toISOString().slice(0, 10)}.csv`,
        kinds: [{ name: 'CSV', extension: 'csv' }],
      });
      if (file === null) return ok(null);
      try {
        return ok({ file, rows: await exportLeftovers(book, file) });
      } catch (error) {
        return fail({ code: 'file-failed', detail: detailOf(error) });
      }
    },
  };

  return {
    handlers,
    state,
    check: (cardId, request) => book.check(cardId, request),
    rows: (file) => (book.linesOf(file) === undefined ? null : rowsOf(book, file)),
    readerEvent: (event) => {
      if (event.name === 'cards/removed') cards.take(event.payload.presentationId);
      if (event.name !== 'cards/identified') return;
      const { presentationId, identification } = event.payload;
      if (identification.state === 'identified') cards.put(presentationId, identification.cardId);
      else cards.take(presentationId);
    },
    requestsChanged: ({ put, removed }) => {
      if (put.length === 0 && removed.length === 0) return;
      const requests = put.map(({ view }) => view);
      book.requestsChanged({ put: requests, removed });
      if (book.total === 0) return;
      changed();
      files.requestsListed(requests).then(
        (isAnyBound) => {
          if (isAnyBound) changed();
        },
        // The confirmation asks the journal again, and refuses what is bound.
        (error: unknown) => {
          log.warn('the journal was not asked for requests that prepared files name', { detail: detailOf(error) });
        },
      );
    },
    listIsWhole: () => {
      book.listIsWhole();
      cards.askAgain();
      if (book.total > 0) changed();
    },
    bindingChanged: (binding) => {
      book.bindingChanged(binding);
      if (book.total > 0) changed();
    },
    load: async (unsettled, hasList) => {
      for (const binding of unsettled) book.bindingChanged(binding);
      if (hasList) book.listIsWhole();
      await requireStore(files.load(), 'prepared.db');
      // A prepared card may already be in a reader.
      changed();
    },
    watch: () => {
      watch?.start();
    },
    stop: async () => {
      cancelTelling?.();
      stopping.abort();
      await watch?.stop();
      await store.close();
    },
  };
}

/** Returns a check whether a file's size and time are unchanged. */
async function sameAs(path: string): Promise<() => Promise<boolean>> {
  const look = async (): Promise<string | null> => {
    try {
      const { size, mtimeMs } = await withExternalPath(() => stat(path));
      return `${String(size)} ${String(mtimeMs)}`;
    } catch {
      return null;
    }
  };
  const before = await look();
  return async () => (await look()) === before;
}

function detailOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 2000);
}
