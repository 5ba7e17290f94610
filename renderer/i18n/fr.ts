import { otherLanguage } from './other-language.js';

export const fr = otherLanguage(import.meta.glob<object>('../*/locales/fr.json', { eager: true, import: 'default' }));
