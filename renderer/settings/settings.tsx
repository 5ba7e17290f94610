import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preferences } from '../../shared/preferences.js';
import { ConnectionTest } from './connection-test.js';
import { EffectiveSettings } from './effective-settings.js';
import { PreferencesForm } from './preferences-form.js';

/** What an operator may choose for the screen, and how the administrator has set the station up. */
export function Settings({ preferences }: { readonly preferences: Preferences }): ReactElement {
  const { t } = useTranslation();
  return (
    <main className="page" data-testid="settings">
      <h1>{t('settings.title')}</h1>
      <PreferencesForm preferences={preferences} />
      <ConnectionTest />
      <EffectiveSettings />
    </main>
  );
}
