import { mergeTables } from '../../shared/merge-tables.js';
import type { Texts } from './en.js';

/**
 * The texts of a language beside English, of the files of all features.
 *
 * @param files by path; their keys are those of English, to which `i18n.test.ts` holds every one
 */
export function otherLanguage(files: Readonly<Record<string, object>>): Texts {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test compares all keys, which no compiler can do with files found by their names
  return mergeTables(files) as Texts;
}
