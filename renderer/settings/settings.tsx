import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { RolesSection } from '../roles/roles-section.js';
import type { Projection } from '../state/projection.js';
import { ConnectionTest } from './connection-test.js';
import { EffectiveSettings } from './effective-settings.js';
import { PreferencesForm } from './preferences-form.js';

/** What an operator may choose for the screen, and how the administrator has set the station up. */
export function Settings({ projection: { preferences, role, fourEyes } }: { readonly projection: Projection }): ReactElement {
  const { t } = useTranslation();
  return (
    <main className="page" data-testid="settings">
      <h1>{t('settings.title')}</h1>
      <PreferencesForm preferences={preferences} />
      <RolesSection role={role} fourEyes={fourEyes} />
      <ConnectionTest />
      <EffectiveSettings />
    </main>
  );
}
