import { useState, type ReactElement } from 'react';
import type { StationError } from '../../shared/errors.js';
import { languageSchema, type Preferences } from '../../shared/preferences.js';
import { Choice } from '../design/choice.js';
import { Notice } from '../design/notice.js';
import { play } from '../design/sounds.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { call } from '../state/client.js';
import { useProjection } from '../state/station.js';
import { ScannerForm } from './scanner-form.js';

const themes = ['system', 'light', 'dark', 'contrast'] as const;
const sizes = ['normal', 'large', 'largest'] as const;

/** Language, theme, text size, sounds and barcode scanner; each applies at once and is stored. */
export function PreferencesForm(): ReactElement {
  const preferences = useProjection(({ preferences }) => preferences);
  const { t } = useTranslation();
  const [error, setError] = useState<StationError | null>(null);
  const prefer = async (change: Partial<Preferences>): Promise<void> => {
    const answer = await call('station/setPreferences', { ...preferences, ...change });
    setError(answer.ok ? null : answer.error);
    if (answer.ok && change.sounds === true) play('ready');
  };
  return (
    <>
      <section className="panel section" aria-labelledby="preferences-title">
        <h2 id="preferences-title">{t('settings.preferences')}</h2>
        {error !== null && <Notice tone="bad" title={t('settings.notKept')} text={errorText(t, error)} />}
        <div className="choices">
          <Choice
            title={t('settings.language')}
            value={preferences.language}
            options={languageSchema.options.map((value) => ({ value, word: t(`settings.languages.${value}`) }))}
            onChoose={(language) => void prefer({ language })}
          />
          <Choice
            title={t('settings.theme')}
            value={preferences.theme}
            options={themes.map((value) => ({ value, word: t(`settings.themes.${value}`) }))}
            onChoose={(theme) => void prefer({ theme })}
          />
          <Choice
            title={t('settings.textSize')}
            value={preferences.textSize}
            options={sizes.map((value) => ({ value, word: t(`settings.sizes.${value}`) }))}
            onChoose={(textSize) => void prefer({ textSize })}
          />
          <Choice
            title={t('settings.sounds')}
            hint={t('settings.soundsHint')}
            value={preferences.sounds ? 'on' : 'off'}
            options={[
              { value: 'on', word: t('settings.on') },
              { value: 'off', word: t('settings.off') },
            ]}
            onChoose={(chosen) => void prefer({ sounds: chosen === 'on' })}
          />
        </div>
      </section>
      <ScannerForm scanner={preferences.scanner} onPrefer={(scanner) => void prefer({ scanner })} />
    </>
  );
}
