import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../shared/preferences.js';
import { en, type Texts } from './en.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

/** Where the texts of each language come from; English is built in. */
const others: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Texts>>> = {
  nl: async () => (await import('./nl.js')).nl,
  de: async () => (await import('./de.js')).de,
  fr: async () => (await import('./fr.js')).fr,
};

/** Sets up the languages. The compiler knows every key, so none can be missing at run time. */
export function startLanguages(): void {
  void i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    showSupportNotice: false,
    // React escapes what it renders.
    interpolation: { escapeValue: false },
  });
  // i18next's own copies all its options for each text, for namespaces and prefixes that the station does not have: half of
  // the time that a text takes. A new function each time, so that what is remembered of the former language is not used again.
  Object.assign(i18next, { getFixedT: () => i18next.t.bind(i18next) });
}

/** Switches to a language once its texts are loaded. */
export async function setLanguage(language: Language): Promise<void> {
  if (language !== 'en' && !i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await others[language]());
  }
  await i18next.changeLanguage(language);
}
