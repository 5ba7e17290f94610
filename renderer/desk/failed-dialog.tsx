import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { Dialog } from '../design/dialog.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { useProjection } from '../state/station.js';
import { askSecondPerson, cancel, overridable, type FailedStep } from './desk-state.js';
import { canTryAgain, tryAgain } from './try-again.js';

/** Says why nothing was bound, and what to do next. */
export function FailedDialog({ step }: { readonly step: FailedStep }): ReactElement {
  const { t } = useTranslation();
  const bindings = useProjection(({ bindings }) => bindings);
  const canApprove = overridable(step) !== null;
  return (
    <Dialog title={t('error.title')} testId="failed" role="alertdialog" onClose={cancel}>
      <p>{errorText(t, step.error)}</p>
      {canApprove && <p data-testid="can-approve">{t('approval.can')}</p>}
      <footer className="dialog-foot">
        {canApprove && (
          <Button className="button" onPress={askSecondPerson}>
            {t('approval.ask')}
          </Button>
        )}
        {canTryAgain(step, bindings) && (
          <Button className="button" onPress={tryAgain}>
            {t('error.again')}
          </Button>
        )}
        <Button className="button primary" autoFocus onPress={cancel}>
          {t('error.close')}
        </Button>
      </footer>
    </Dialog>
  );
}
