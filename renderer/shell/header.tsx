import { CircleUserRound, LoaderCircle, LogOut, RefreshCw, Wifi, WifiOff } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { StationError } from '../../shared/errors.js';
import type { ConnectionState } from '../../shared/connection.js';
import { Dialog } from '../design/dialog.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { cmErrorText, errorText } from '../i18n/sentences.js';
import { DayCounts } from './counts.js';
import { LeaveKiosk } from '../kiosk/leave.js';
import { RoleTag } from '../roles/role-notice.js';
import logo from '../../assets/logo.svg';
import { call } from '../state/client.js';
import { useProjection } from '../state/station.js';

/** The operator, the connection to the server, and the age of the list. */
export function Header(): ReactElement {
  const { t } = useTranslation();
  const { name: operator, source } = useProjection(({ signIn }) => signIn.identity);
  // The account the station runs under signs in automatically, and would do so again.
  const canSignOut = source === 'password' || source === 'federation';
  return (
    <header className="header">
      <span className="header-name">
        <img src={logo} alt="" width="30" height="30" /> {t('app.name')}
      </span>
      <ConnectionStatus />
      <DayCounts />
      <span className="header-operator quiet">
        <CircleUserRound aria-hidden size={20} /> {t('menu.operator', { operator })}
      </span>
      <RoleTag />
      {canSignOut && <SignOut />}
      <LeaveKiosk />
    </header>
  );
}

/** Hands the desk to the next operator: signs out and deletes a stored password, so that the server asks again. */
function SignOut(): ReactElement {
  const { t } = useTranslation();
  const [error, setError] = useState<StationError | null>(null);
  return (
    <>
      <button
        type="button"
        className="button plain"
        onClick={() => {
          void call('signIn/forget', {}).then((answer) => {
            setError(answer.ok ? null : answer.error);
          });
        }}
      >
        <LogOut aria-hidden size={18} /> {t('menu.signOut')}
      </button>
      {error !== null && (
        <Dialog
          title={t('menu.signOut')}
          testId="sign-out-failed"
          role="alertdialog"
          onClose={() => {
            setError(null);
          }}
        >
          <p>{errorText(t, error)}</p>
          <footer className="dialog-foot">
            <Button
              className="button primary"
              autoFocus
              onPress={() => {
                setError(null);
              }}
            >
              {t('error.close')}
            </Button>
          </footer>
        </Dialog>
      )}
    </>
  );
}

/** Distinguishes a server that answers incorrectly from one that does not answer. */
function connectionText(connection: ConnectionState): 'connecting' | 'up' | 'down' | 'faulty' | 'signedOut' {
  if (connection.state !== 'down') return connection.state;
  const { error } = connection;
  if (error.code === 'not-signed-in') return 'signedOut';
  return error.code === 'network' || error.code === 'timeout' ? 'down' : 'faulty';
}

function ConnectionStatus(): ReactElement {
  const { t } = useTranslation();
  const { time } = useFormats();
  const connection = useProjection(({ connection }) => connection);
  const server = useProjection(({ server }) => server);
  const requestsFetchedAt = useProjection(({ requestsFetchedAt }) => requestsFetchedAt);
  const isSignedOut = connection.state === 'down' && connection.error.code === 'not-signed-in';
  const [refreshing, setRefreshing] = useState(false);
  return (
    <div className="connection" data-state={connection.state} data-testid="connection">
      <span className="connection-text" role="status">
        {connection.state === 'up' && <Wifi aria-hidden size={20} />}
        {connection.state === 'down' && <WifiOff aria-hidden size={20} />}
        {connection.state === 'connecting' && <LoaderCircle aria-hidden size={20} />}
        <span>
          <strong>{t(`line.${connectionText(connection)}`, { server })}</strong>
          {connection.state === 'down' && !isSignedOut && <span> {cmErrorText(t, connection.error)}</span>}
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
        <RefreshCw aria-hidden size={18} /> <span className="refresh-word">{t('line.refresh')}</span>
      </button>
    </div>
  );
}
