import { otherLanguage } from './other-language.js';

export const nl = otherLanguage(import.meta.glob<object>('../*/locales/nl.json', { eager: true, import: 'default' }));
