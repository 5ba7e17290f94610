import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../design/dialog.js';
import { sayError } from '../i18n/say.js';
import { cancel, useDesk } from './desk-state.js';

/** Why nothing was bound, and what to do next. */
export function FailedDialog(): ReactElement | null {
  const { t } = useTranslation();
  const step = useDesk((state) => state.step);
  if (step.step !== 'failed') return null;
  return (
    <Dialog title={t('error.title')} testId="failed" role="alertdialog" onClose={cancel}>
      <p>{sayError(t, step.error)}</p>
      <footer className="dialog-foot">
        <Button className="button primary" autoFocus onPress={cancel}>
          {t('error.close')}
        </Button>
      </footer>
    </Dialog>
  );
}
