import { mergeTables } from '../../shared/merge-tables.js';
import type { Texts } from './en.js';

/**
 * Merges the texts of another language from the files of all features.
 *
 * @param files by path; `i18n.test.ts` checks that their keys equal those of English
 */
export function otherLanguage(files: Readonly<Record<string, object>>): Texts {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test compares all keys, which the compiler cannot do for files found by name
  return mergeTables(files) as Texts;
}
