import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../design/dialog.js';
import { sayError } from '../i18n/say.js';
import { askSecondPerson, cancel, overridable, useDesk } from './desk-state.js';

/** Says why nothing was bound, and what to do next. */
export function FailedDialog(): ReactElement | null {
  const { t } = useTranslation();
  const step = useDesk((state) => state.step);
  if (step.step !== 'failed') return null;
  const canApprove = overridable(step) !== null;
  return (
    <Dialog title={t('error.title')} testId="failed" role="alertdialog" onClose={cancel}>
      <p>{sayError(t, step.error)}</p>
      {canApprove && <p data-testid="can-approve">{t('approval.can')}</p>}
      <footer className="dialog-foot">
        {canApprove && (
          <Button className="button" onPress={askSecondPerson}>
            {t('approval.ask')}
          </Button>
        )}
        <Button className="button primary" autoFocus onPress={cancel}>
          {t('error.close')}
        </Button>
      </footer>
    </Dialog>
  );
}
