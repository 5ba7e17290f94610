import type { ReactElement } from 'react';
import { Dialog } from '../design/dialog.js';
import { ReasonForm } from '../design/reason-form.js';
import { useTranslation } from '../i18n/i18n.js';

interface SetAsideProps {
  readonly name: string;
  readonly onReason: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Asks for the reason to set a person aside, for the journal and the report. */
export function SetAside({ name, onReason, onCancel }: SetAsideProps): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog title={t('run.setAsideTitle', { name })} testId="run-set-aside" onClose={onCancel}>
      <ReasonForm action={t('run.setAside')} onReason={onReason} onCancel={onCancel}>
        <p>{t('run.setAsideHint')}</p>
      </ReasonForm>
    </Dialog>
  );
}
