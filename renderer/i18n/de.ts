import { otherLanguage } from './other-language.js';

export const de = otherLanguage(import.meta.glob<object>('../*/locales/de.json', { eager: true, import: 'default' }));
