import { otherLanguage, type LanguageFile } from './other-language.js';

export const nl = otherLanguage(import.meta.glob<LanguageFile>('../*/locales/nl.json', { eager: true, import: 'default' }));
