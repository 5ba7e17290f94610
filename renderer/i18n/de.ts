import { otherLanguage, type LanguageFile } from './other-language.js';

export const de = otherLanguage(import.meta.glob<LanguageFile>('../*/locales/de.json', { eager: true, import: 'default' }));
