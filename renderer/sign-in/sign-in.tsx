import { LogIn } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { SignInNeed } from '../../shared/sign-in.js';
import { useTranslation } from '../i18n/i18n.js';
import { call } from '../state/client.js';
import { useProjection } from '../state/station.js';
import { PageDialog } from './page-dialog.js';
import { PasswordDialog } from './password-dialog.js';
import './sign-in.css';

interface SignInProps {
  /** Whether no dialog of the desk is open. */
  readonly isDeskFree: boolean;
}

/**
 * The sign-in that the server requires: a notice above everything until someone has signed in, and a dialog that opens once
 * automatically when no other dialog is open.
 */
export function SignIn({ isDeskFree }: SignInProps): ReactElement | null {
  const needed = useProjection(({ signIn }) => signIn.needed);
  // All state is reset once nothing is required, so the next requirement starts fresh.
  return needed === null ? null : <Demand isDeskFree={isDeskFree} need={needed} />;
}

function Demand({ isDeskFree, need }: SignInProps & { readonly need: SignInNeed }): ReactElement {
  const { t } = useTranslation();
  const server = useProjection(({ server }) => server);
  const isConnecting = useProjection(({ connection }) => connection.state === 'connecting');
  const identity = useProjection(({ signIn }) => signIn.identity);
  const waiting = useProjection(
    ({ bindings }) => bindings.filter(({ state }) => state.state === 'waiting' || state.state === 'uncertain').length,
  );
  const [isPutOff, putOff] = useState(false);
  const later = (): void => {
    putOff(true);
  };
  const open = isDeskFree && !isPutOff;
  // There is a ticket, and the server rejected it.
  const words =
    need.way === 'ticket' && identity.source === 'ticket'
      ? t('signIn.needed.ticketRefused', { server, name: identity.name })
      : t(`signIn.needed.${need.way}`, { server });
  return (
    <section className="notice warn sign-in" aria-label={t('signIn.title', { server })} data-testid="sign-in" data-way={need.way}>
      <LogIn aria-hidden size={20} />
      <div>
        <strong role="status">{words}</strong>
        <p>{waiting === 0 ? t('signIn.nothingWaits') : t('signIn.waits', { count: waiting })}</p>
      </div>
      {need.way === 'ticket' ? (
        <button type="button" className="button" disabled={isConnecting} onClick={() => void call('requests/refresh', {})}>
          {t('signIn.again')}
        </button>
      ) : (
        <button
          type="button"
          className="button primary"
          onClick={() => {
            putOff(false);
          }}
        >
          {t('signIn.open')}
        </button>
      )}
      {open && need.way === 'password' && <PasswordDialog need={need} server={server} onLater={later} />}
      {open && need.way === 'federation' && <PageDialog need={need} server={server} onLater={later} />}
    </section>
  );
}
