import type { JournalProblem } from './journal.js';
import type { Together } from './write-together.js';

/** One call of a method of the object a store worker holds; doing several together is the worker's own business. */
export type CallOf<Store> = {
  [M in Exclude<keyof Store, keyof Together>]: Store[M] extends (...args: infer Args) => unknown
    ? { readonly id: number; readonly method: M; readonly args: Args }
    : never;
}[Exclude<keyof Store, keyof Together>];

/** The first message says whether the store opened; the rest answer calls by `id`. */
export type StoreAnswer =
  | { readonly type: 'opened' }
  | { readonly type: 'not-opened'; readonly problem: JournalProblem; readonly detail: string }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly problem: JournalProblem; readonly detail: string };
