import type { en } from './en.js';

type Sentences<T> = { readonly [K in keyof T]: T[K] extends string ? string : Sentences<T[K]> };

/** The shape of a language: English's keys, with any words. */
export type Words = Sentences<typeof en>;
