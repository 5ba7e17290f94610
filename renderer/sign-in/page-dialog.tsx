import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { SignInNeed } from '../../shared/sign-in.js';
import { Dialog } from '../design/dialog.js';
import { call } from '../state/client.js';

interface PageDialogProps {
  readonly need: Extract<SignInNeed, { way: 'federation' }>;
  readonly server: string;
  readonly onLater: () => void;
}

/** Leads to the organisation's sign-in page, which main opens in a window of its own. */
export function PageDialog({ need, server, onLater }: PageDialogProps): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog title={t('signIn.title', { server })} testId="sign-in-dialog" onClose={onLater}>
      {need.blocked === null ? (
        <p>{t('signIn.page')}</p>
      ) : (
        <p className="notice bad" role="alert">
          {t('signIn.blocked', { host: need.blocked })}
        </p>
      )}
      <footer className="dialog-foot" data-keys="own">
        <Button className="button" onPress={onLater}>
          {t('signIn.later')}
        </Button>
        <Button
          className="button primary"
          autoFocus
          onPress={() => void call('signIn/openPage', {})}
        >
          {t('signIn.openPage')}
        </Button>
      </footer>
    </Dialog>
  );
}
