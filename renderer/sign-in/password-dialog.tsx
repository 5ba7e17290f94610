import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { StationError } from '../../shared/errors.js';
import type { SignInNeed } from '../../shared/sign-in.js';
import { Dialog } from '../design/dialog.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { call } from '../state/client.js';
import { areComplete, CredentialFields, type CredentialValues } from './credential-fields.js';

interface PasswordDialogProps {
  readonly need: Extract<SignInNeed, { way: 'password' }>;
  readonly server: string;
  readonly onLater: () => void;
}

/** Asks for user name and password. The password stays in this field until it is accepted, and goes only to the main process. */
export function PasswordDialog({ need, server, onLater }: PasswordDialogProps): ReactElement {
  const { t } = useTranslation();
  const [credentials, setCredentials] = useState<CredentialValues>({ account: need.refused ?? '', password: '' });
  const [keep, setKeep] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<StationError | null>(
    need.refused === null ? null : { code: 'sign-in-refused', account: need.refused },
  );

  const submit = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const answer = await call('signIn/withPassword', { ...credentials, keep });
    setBusy(false);
    setCredentials({ ...credentials, password: '' });
    if (!answer.ok) setError(answer.error);
  };

  return (
    <Dialog title={t('signIn.title', { server })} testId="sign-in-dialog" onClose={onLater}>
      <form
        className="dialog-form"
        data-keys="own"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        {error !== null && (
          <p className="notice bad" role="alert">
            {errorText(t, error)}
          </p>
        )}
        <CredentialFields
          accountLabel={t('signIn.account')}
          passwordLabel={t('signIn.password')}
          value={credentials}
          focus={need.refused === null ? 'account' : 'password'}
          onChange={setCredentials}
        />
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
          <button type="submit" className="button primary" disabled={busy || !areComplete(credentials)}>
            {busy ? t('signIn.busy') : t('signIn.do')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
