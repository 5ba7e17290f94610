import { CircleCheck } from 'lucide-react';
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { StockProgress } from '../../shared/stock.js';
import { Dialog } from '../design/dialog.js';
import { Notice } from '../design/notice.js';
import { Progress } from '../design/progress.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { tableProblemText } from '../i18n/table-problem-text.js';
import { useProjection } from '../state/station.js';
import { ImportMapping } from './import-mapping.js';
import { endImport, openList, useImport } from './import-state.js';

interface ImportDialogProps {
  readonly onClose: () => void;
}

/** Imports a list step by step: file, columns and problems by line, import, result. */
export function ImportDialog({ onClose }: ImportDialogProps): ReactElement {
  const progress = useProjection(({ stockProgress }) => stockProgress);
  const { t } = useTranslation();
  const { number } = useFormats();
  const step = useImport((state) => state.step);
  const close = (): void => {
    void endImport();
    onClose();
  };
  const again = (): void => {
    void openList({ title: t('stock.import.title'), kind: t('stock.import.kind') }, onClose);
  };
  const doneOf = (stage: StockProgress['stage']): number | null => (progress?.stage === stage ? progress.done : null);

  switch (step.step) {
    case 'opening': {
      const reading = doneOf('reading');
      return (
        <Dialog title={t('stock.import.title')} testId="stock-import-opening" onClose={close}>
          {reading === null || reading >= 1 ? (
            <p role="status">{t('stock.import.choosing')}</p>
          ) : (
            <Progress title={t('stock.import.reading')} done={reading} />
          )}
          <footer className="dialog-foot">
            <Button className="button" autoFocus onPress={close}>
              {t('stock.import.cancel')}
            </Button>
          </footer>
        </Dialog>
      );
    }
    case 'refused': {
      const { where, what } = tableProblemText(t, step.problem);
      return (
        <Dialog title={t('stock.import.title')} testId="stock-import-refused" onClose={close}>
          <Notice
            tone="bad"
            title={t('stock.import.refused')}
            text={step.problem.line === 0 ? what : t('punctuation.pair', { name: where, value: what })}
          />
          <p>{t('stock.import.nothing')}</p>
          <footer className="dialog-foot">
            <Button className="button" onPress={close}>
              {t('stock.import.close')}
            </Button>
            <Button className="button primary" autoFocus onPress={again}>
              {t('stock.import.another')}
            </Button>
          </footer>
        </Dialog>
      );
    }
    case 'mapping':
      return (
        <Dialog title={t('stock.import.title')} testId="stock-import-mapping" wide onClose={close}>
          <ImportMapping step={step} checked={doneOf('checking')} onCancel={close} onAnother={again} />
        </Dialog>
      );
    case 'importing':
      return (
        <Dialog title={t('stock.import.title')} testId="stock-import-running" onClose={() => void endImport()}>
          <Progress
            title={progress?.stage === 'checking' ? t('stock.import.checking') : t('stock.import.importing')}
            done={doneOf('importing') ?? doneOf('checking')}
          />
          <footer className="dialog-foot">
            <Button className="button" autoFocus onPress={() => void endImport()}>
              {t('stock.import.cancel')}
            </Button>
          </footer>
        </Dialog>
      );
    case 'done':
    case 'cancelled':
    case 'failed':
      return (
        <Dialog title={t('stock.import.title')} testId={`stock-import-${step.step}`} onClose={close}>
          {step.step === 'done' && (
            <div role="status">
              <p className="card-state good">
                <CircleCheck aria-hidden size={24} /> {t('stock.import.done', { count: step.cards, cards: number(step.cards) })}
              </p>
              {step.skipped > 0 && <p>{t('stock.import.skipped', { count: step.skipped, skipped: number(step.skipped) })}</p>}
            </div>
          )}
          {step.step === 'cancelled' && <p role="status">{t('stock.import.cancelled')}</p>}
          {step.step === 'failed' && (
            <div role="alert">
              <Notice tone="bad" title={t('stock.import.nothing')} text={errorText(t, step.error)} />
            </div>
          )}
          <footer className="dialog-foot">
            {step.step !== 'done' && (
              <Button className="button" onPress={again}>
                {t('stock.import.another')}
              </Button>
            )}
            <Button className="button primary" autoFocus onPress={close}>
              {t('stock.import.close')}
            </Button>
          </footer>
        </Dialog>
      );
  }
}
