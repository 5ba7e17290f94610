import type { BackupWorker } from './backup-worker.js';
import type { JournalFile } from './journal-file.js';
import type { JournalProblem } from './journal.js';
import type { PeopleCacheFile } from './people-cache-file.js';
import type { PreparedStoreFile } from './prepared-store-file.js';
import type { ReportFile } from './report-file.js';
import type { RequestCacheFile } from './request-cache-file.js';
import type { StockStoreFile } from './stock-file.js';

/** The stores that a worker can hold. */
interface Stores {
  readonly journal: JournalFile;
  readonly requests: RequestCacheFile;
  readonly stock: StockStoreFile;
  readonly people: PeopleCacheFile;
  readonly prepared: PreparedStoreFile;
  readonly backup: BackupWorker;
  readonly report: ReportFile;
}
export type StoreName = keyof Stores;

/** The methods of each store that another thread may call. */
export const storeMethods = {
  journal: [
    'intend',
    'note',
    'lastNote',
    'actAs',
    'record',
    'recordCare',
    'recordAbandon',
    'abandoning',
    'dueForCare',
    'putOffCare',
    'keepCareAsked',
    'careMemory',
    'careCounts',
    'careMatters',
    'unsettled',
    'newest',
    'claimOf',
    'claimsOf',
    'archivedClaimOf',
    'archive',
    'unreadable',
    'unreadableAbout',
    'find',
    'beginRun',
    'stepRun',
    'lastRun',
    'entries',
    'search',
    'entriesOf',
    'health',
    'compareHead',
    'keepHead',
    'close',
  ],
  requests: ['page', 'save', 'close'],
  stock: [
    'counts',
    'places',
    'search',
    'find',
    'findByKeys',
    'known',
    'stage',
    'commit',
    'unstage',
    'mark',
    'use',
    'reconciledTo',
    'setReconciledTo',
    'close',
  ],
  people: ['page', 'save', 'photo', 'savePhoto', 'close'],
  prepared: ['files', 'page', 'stage', 'unstage', 'replace', 'remove', 'presented', 'close'],
  backup: ['make', 'unpack', 'settle', 'check', 'close'],
  report: ['read', 'close'],
} as const satisfies { readonly [N in StoreName]: readonly (keyof Stores[N])[] };

/** A store in another thread: its methods return promises and reject with `JournalError`. */
export type RemoteStore<N extends StoreName> = {
  readonly [M in (typeof storeMethods)[N][number] & keyof Stores[N]]: Stores[N][M] extends (...args: infer Args) => infer Value
    ? (...args: Args) => Promise<Value>
    : never;
};

/** Sends a call to the store in a worker. Rejects with `JournalError`. */
export type SendCall = (method: string, args: readonly unknown[]) => Promise<unknown>;

/** Returns a store whose methods send calls to its worker. */
export function remoteStore<N extends StoreName>(name: N, send: SendCall): RemoteStore<N> {
  const methods: readonly string[] = storeMethods[name];
  const calls = methods.map((method) => [method, (...args: readonly unknown[]) => send(method, args)] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the worker runs the methods of these very names
  return Object.fromEntries(calls) as RemoteStore<N>;
}

/** A call of a store's method. */
export interface StoreCall {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** The first message reports whether the store opened; the others answer calls by `id`. */
export type StoreAnswer =
  | { readonly type: 'opened' }
  | { readonly type: 'not-opened'; readonly problem: JournalProblem; readonly detail: string }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly problem: JournalProblem; readonly detail: string };
