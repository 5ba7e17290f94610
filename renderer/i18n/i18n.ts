import i18next, { type TFunction } from 'i18next';
import { create } from 'zustand';
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

export interface Translation {
  /** Returns a text in the displayed language. */
  readonly t: TFunction;
  /** The displayed language, not the chosen one: its texts may still be loading. */
  readonly language: string;
}

/** A new function for each language, so that nothing memoized for the one before it is shown. */
const shownNow = (language: string): Translation => ({ t: i18next.t.bind(i18next), language });

/**
 * Returns the displayed language and its texts; the component renders again when the language changes. A card and a result
 * render dozens of small components at once, for each of which the hook of `react-i18next` copies the whole i18next.
 */
export const useTranslation = create<Translation>(() => shownNow('en'));

/** Sets up the languages. The compiler knows every key, so none can be missing at run time. */
export function startLanguages(): void {
  i18next.on('languageChanged', (language: string) => {
    useTranslation.setState(shownNow(language));
  });
  void i18next.init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    showSupportNotice: false,
    // React escapes what it renders.
    interpolation: { escapeValue: false },
  });
}

/** Switches to a language once its texts are loaded. */
export async function setLanguage(language: Language): Promise<void> {
  if (language !== 'en' && !i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await others[language]());
  }
  await i18next.changeLanguage(language);
}
