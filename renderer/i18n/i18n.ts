import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { de } from './de.js';
import { en } from './en.js';
import { fr } from './fr.js';
import { nl } from './nl.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

/** Sets the languages up; every key is known to the compiler, so none can be missing at run time. */
export function startLanguages(): void {
  void i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en }, nl: { translation: nl }, de: { translation: de }, fr: { translation: fr } },
    showSupportNotice: false,
    // React escapes what it draws.
    interpolation: { escapeValue: false },
  });
}
