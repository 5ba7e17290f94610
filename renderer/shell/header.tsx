import { CircleUserRound, LoaderCircle, RefreshCw, Wifi, WifiOff } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preferences } from '../../shared/preferences.js';
import { useFormats } from '../i18n/format.js';
import { sayCmError } from '../i18n/say.js';
import logo from '../../assets/logo.svg';
import { call } from '../state/client.js';
import type { Projection } from '../state/projection.js';

const languages: readonly Preferences['language'][] = ['en', 'nl'];
const themes: readonly Preferences['theme'][] = ['system', 'light', 'dark'];

/** Who works here, whether the server answers and how fresh the list is; language and appearance. */
export function Header({ projection }: { readonly projection: Projection }): ReactElement {
  const { t } = useTranslation();
  const { preferences, operator } = projection;
  return (
    <header className="header">
      <span className="header-name">
        <img src={logo} alt="" width="30" height="30" /> {t('app.name')}
      </span>
      <LineStatus projection={projection} />
      <span className="header-operator quiet">
        <CircleUserRound aria-hidden size={20} /> {t('menu.operator', { operator })}
      </span>
      <label>
        <span className="hidden">{t('menu.language')}</span>
        <select
          value={preferences.language}
          onChange={({ target }) => {
            const language = languages.find((one) => one === target.value);
            if (language !== undefined) prefer(projection, { language });
          }}
        >
          {languages.map((language) => (
            <option key={language} value={language}>
              {t(`menu.${language}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="hidden">{t('menu.theme')}</span>
        <select
          value={preferences.theme}
          onChange={({ target }) => {
            const theme = themes.find((one) => one === target.value);
            if (theme !== undefined) prefer(projection, { theme });
          }}
        >
          {themes.map((theme) => (
            <option key={theme} value={theme}>
              {t(`menu.${theme}`)}
            </option>
          ))}
        </select>
      </label>
    </header>
  );
}

function prefer({ preferences }: Projection, change: Partial<Preferences>): void {
  void call('station/setPreferences', { ...preferences, ...change });
}

function LineStatus({ projection }: { readonly projection: Projection }): ReactElement {
  const { t } = useTranslation();
  const { time } = useFormats();
  const { line, server, requestsFetchedAt } = projection;
  const [refreshing, setRefreshing] = useState(false);
  return (
    <div className="line" data-state={line.state} data-testid="line">
      <span className="line-word" role="status">
        {line.state === 'up' && <Wifi aria-hidden size={20} />}
        {line.state === 'down' && <WifiOff aria-hidden size={20} />}
        {line.state === 'connecting' && <LoaderCircle aria-hidden size={20} />}
        <span>
          <strong>{t(`line.${line.state}`, { server })}</strong>
          {line.state === 'down' && <span> {sayCmError(t, line.error)}</span>}
        </span>
      </span>
      {requestsFetchedAt !== null && <span className="quiet">{t('line.fetched', { time: time(requestsFetchedAt) })}</span>}
      <button
        type="button"
        className="button plain"
        disabled={refreshing}
        onClick={() => {
          setRefreshing(true);
          void call('requests/refresh', {}).then(() => {
            setRefreshing(false);
          });
        }}
      >
        <RefreshCw aria-hidden size={18} /> {t('line.refresh')}
      </button>
    </div>
  );
}
