import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { StationError } from '../../shared/errors.js';
import type { SignInNeed } from '../../shared/sign-in.js';
import { Dialog } from '../design/dialog.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { call } from '../state/client.js';

interface PageDialogProps {
  readonly need: Extract<SignInNeed, { way: 'federation' }>;
  readonly server: string;
  readonly onLater: () => void;
}

/** Leads to the organization's sign-in page, which the main process opens in a separate window. */
export function PageDialog({ need, server, onLater }: PageDialogProps): ReactElement {
  const { t } = useTranslation();
  const [error, setError] = useState<StationError | null>(null);
  const [isOpen, setOpen] = useState(false);
  const open = async (): Promise<void> => {
    setError(null);
    setOpen(true);
    const answer = await call('signIn/openPage', {});
    setOpen(false);
    if (!answer.ok) setError(answer.error);
  };
  return (
    <Dialog title={t('signIn.title', { server })} testId="sign-in-dialog" onClose={onLater}>
      {need.blocked === null ? (
        <p>{t('signIn.page')}</p>
      ) : (
        <p className="notice bad" role="alert">
          {t('signIn.blocked', { host: need.blocked })}
        </p>
      )}
      {error !== null && (
        <p className="notice bad" role="alert">
          {errorText(t, error)}
        </p>
      )}
      {isOpen && <p role="status">{t('signIn.busy')}</p>}
      <footer className="dialog-foot" data-keys="own">
        <Button className="button" onPress={onLater}>
          {t('signIn.later')}
        </Button>
        <Button className="button primary" autoFocus onPress={() => void open()}>
          {t('signIn.openPage')}
        </Button>
      </footer>
    </Dialog>
  );
}
