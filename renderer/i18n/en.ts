import { mergeTables } from '../../shared/merge-tables.js';
import * as features from '../features.js';
import common from './locales/en.json';

type Features = typeof features;
type TextsOf = { readonly [K in keyof Features]: Features[K]['texts'] };

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each feature's texts are under its name
const texts = Object.fromEntries(Object.entries(features).map(([feature, has]) => [feature, has.texts])) as TextsOf;

/** All English texts of the station. The other languages have exactly the same keys. */
export const en = mergeTables({ common, ...texts });

type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : Same<T[K]> };

/** The shape of a language: the keys of English with any texts. */
export type Texts = Same<typeof en>;
