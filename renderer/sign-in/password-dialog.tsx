import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { StationError } from '../../shared/errors.js';
import type { SignInNeed } from '../../shared/sign-in.js';
import { Dialog } from '../design/dialog.js';
import { sayError } from '../i18n/say.js';
import { call } from '../state/client.js';

interface PasswordDialogProps {
  readonly need: Extract<SignInNeed, { way: 'password' }>;
  readonly server: string;
  readonly onLater: () => void;
}

/** Asks for a name and a password. The password stays in this field until it was taken, and goes to the main process only. */
export function PasswordDialog({ need, server, onLater }: PasswordDialogProps): ReactElement {
  const { t } = useTranslation();
  const [account, setAccount] = useState(need.refused ?? '');
  const [password, setPassword] = useState('');
  const [keep, setKeep] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<StationError | null>(need.refused === null ? null : { code: 'sign-in-refused', account: need.refused });

  const submit = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const answer = await call('signIn/withPassword', { account, password, keep });
    setBusy(false);
    setPassword('');
    if (!answer.ok) setError(answer.error);
  };

  return (
    <Dialog title={t('signIn.title', { server })} testId="sign-in-dialog" onClose={onLater}>
      <form
        className="sign-in-form"
        data-keys="own"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        {error !== null && (
          <p className="notice bad" role="alert">
            {sayError(t, error)}
          </p>
        )}
        <label className="field">
          <span>{t('signIn.account')}</span>
          <input
            className="input"
            autoFocus={need.refused === null}
            autoComplete="off"
            spellCheck={false}
            required
            maxLength={300}
            placeholder={t('signIn.accountHint')}
            value={account}
            onChange={({ target }) => {
              setAccount(target.value);
            }}
          />
        </label>
        <label className="field">
          <span>{t('signIn.password')}</span>
          <input
            className="input"
            type="password"
            autoFocus={need.refused !== null}
            autoComplete="off"
            required
            maxLength={1000}
            value={password}
            onChange={({ target }) => {
              setPassword(target.value);
            }}
          />
        </label>
        {need.canKeep ? (
          <label className="sign-in-keep">
            <input
              type="checkbox"
              checked={keep}
              onChange={({ target }) => {
                setKeep(target.checked);
              }}
            />
            <span>{t('signIn.keep')}</span>
          </label>
        ) : (
          <p className="quiet">{t('signIn.cannotKeep')}</p>
        )}
        <footer className="dialog-foot">
          <Button className="button" onPress={onLater}>
            {t('signIn.later')}
          </Button>
          <button type="submit" className="button primary" disabled={busy || account.trim() === '' || password === ''}>
            {busy ? t('signIn.busy') : t('signIn.do')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
