import type { JournalFile, JournalFileOptions } from './journal-file.js';
import type { JournalProblem } from './journal.js';

/** What the worker is started with. */
export type StoreWorkerData = Pick<JournalFileOptions, 'path' | 'context' | 'key'>;

/** The journal's methods, by name: the worker runs exactly these. */
export type JournalMethod = keyof JournalFile;

export type StoreCall = {
  [M in JournalMethod]: { readonly id: number; readonly method: M; readonly args: Parameters<JournalFile[M]> };
}[JournalMethod];

/** The first message says whether the journal opened; the rest answer calls by `id`. */
export type StoreAnswer =
  | { readonly type: 'opened' }
  | { readonly type: 'not-opened'; readonly problem: JournalProblem; readonly detail: string }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly problem: JournalProblem; readonly detail: string };
