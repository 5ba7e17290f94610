import { mergeTables } from '../../shared/merge-tables.js';
import type { Texts } from './en.js';
import { withKeys, type TextTree } from './text-values.js';

/** The texts of a feature in another language: with keys from the sources, without in the bundle. */
export type LanguageFile = TextTree | readonly string[];

const english = import.meta.glob<TextTree>('../*/locales/en.json', { eager: true, import: 'default' });

/**
 * Merges the texts of another language from the files of all features; a file without keys has those of the English
 * one beside it.
 *
 * @param files by path; `i18n.test.ts` checks that their keys equal those of English
 */
export function otherLanguage(files: Readonly<Record<string, LanguageFile>>): Texts {
  const whole = Object.entries(files).map(([path, file]) => [
    path,
    isValues(file) ? withKeys(english[path.replace(/\w+\.json$/, 'en.json')] ?? {}, file) : file,
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test compares all keys, which the compiler cannot do for files found by name
  return mergeTables(Object.fromEntries(whole) as Record<string, object>) as Texts;
}

const isValues = (file: LanguageFile): file is readonly string[] => Array.isArray(file);
