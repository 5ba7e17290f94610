import { otherLanguage, type LanguageFile } from './other-language.js';

export const fr = otherLanguage(import.meta.glob<LanguageFile>('../*/locales/fr.json', { eager: true, import: 'default' }));
