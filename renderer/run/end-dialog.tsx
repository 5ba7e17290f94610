import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { Dialog } from '../design/dialog.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';

interface EndDialogProps {
  /** Number of people who have not had their turn. */
  readonly left: number;
  readonly onEnd: () => void;
  readonly onCancel: () => void;
}

/** Asks before ending a run with people left. */
export function EndDialog({ left, onEnd, onCancel }: EndDialogProps): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  return (
    <Dialog title={left === 0 ? t('run.end') : t('run.endTitle')} testId="run-end" onClose={onCancel}>
      <p>{left === 0 ? t('run.throughHint') : t('run.endHint', { count: left, number: number(left) })}</p>
      <footer className="dialog-foot">
        <Button className="button" autoFocus onPress={onCancel}>
          {t('confirm.no')}
        </Button>
        <Button className="button primary" onPress={onEnd}>
          {t('run.end')}
        </Button>
      </footer>
    </Dialog>
  );
}
