import { useEffect, type ReactElement } from 'react';
import { setLanguage, useTranslation } from './i18n/i18n.js';
import { keyWatch } from './keys/key-watch.js';
import { Shell } from './shell/shell.js';
import { useStation } from './state/station.js';
import './app.css';

/** The window: the screens once the main process has answered, otherwise what is wrong. */
export function App(): ReactElement {
  const { t, language: displayed } = useTranslation();
  const isKnown = useStation(({ projection }) => projection !== null);
  const trouble = useStation((state) => state.trouble);
  const preferences = useStation(({ projection }) => projection?.preferences);
  const language = preferences?.language;
  const theme = preferences?.theme;
  const textSize = preferences?.textSize ?? 'normal';
  const scanner = preferences?.scanner;

  useEffect(() => {
    if (language !== undefined) void setLanguage(language);
  }, [language]);

  // The displayed language, not the chosen one: its texts may still be loading.
  useEffect(() => {
    document.documentElement.lang = displayed;
  }, [displayed]);

  useEffect(() => {
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const show = (): void => {
      const asSystem = system.matches ? 'dark' : 'light';
      document.documentElement.dataset['theme'] = theme === undefined || theme === 'system' ? asSystem : theme;
    };
    show();
    system.addEventListener('change', show);
    return () => {
      system.removeEventListener('change', show);
    };
  }, [theme]);

  useEffect(() => {
    document.documentElement.dataset['textSize'] = textSize;
  }, [textSize]);

  useEffect(() => {
    if (scanner !== undefined) keyWatch().useScanner(scanner);
  }, [scanner]);

  if (isKnown) return <Shell />;
  return (
    <main className="app-blank">
      {trouble === null ? (
        <p className="quiet">{t('app.starting')}</p>
      ) : (
        <div role="alert">
          <h1>{t('app.troubleTitle')}</h1>
          <p>{t('app.troubleText')}</p>
        </div>
      )}
    </main>
  );
}
