import { FileSpreadsheet, FileText, Printer } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { Result } from '../../shared/result.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { call } from '../state/client.js';

type Save = () => Promise<Result<{ readonly file: string | null }>>;

interface PaperActionsProps {
  /** Whose paper it is: its calls `savePdf` and `saveCsv` decide who may save it. */
  readonly of: 'report' | 'run';
  readonly savePdf: Save;
  readonly saveCsv: Save;
  /** Only the table can be saved, because there is no paper. */
  readonly hasNoPaper?: boolean;
}

/** Saves or prints the paper on the screen, or saves its table, and shows the result. */
export function PaperActions({ of, savePdf, saveCsv, hasNoPaper = false }: PaperActionsProps): ReactElement {
  const { t } = useTranslation();
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const may = { pdf: useIsAllowed(`${of}/savePdf`), csv: useIsAllowed(`${of}/saveCsv`), print: useIsAllowed('history/print') };
  const doing = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    setSaid(t('report.saving'));
    setSaid(await work());
    setBusy(false);
  };
  const saving = (save: Save) => async (): Promise<string> => {
    const answer = await save();
    if (!answer.ok) return errorText(t, answer.error);
    return answer.value.file === null ? '' : t('report.saved', { file: answer.value.file });
  };
  const print = async (): Promise<string> => {
    const answer = await call('history/print', {});
    return answer.ok ? '' : errorText(t, answer.error);
  };
  return (
    <>
      <button
        type="button"
        className="button primary"
        disabled={busy || hasNoPaper || !may.pdf}
        onClick={() => void doing(saving(savePdf))}
      >
        <FileText aria-hidden size={18} /> {t('report.pdf')}
      </button>
      <button type="button" className="button" disabled={busy || !may.csv} onClick={() => void doing(saving(saveCsv))}>
        <FileSpreadsheet aria-hidden size={18} /> {t('report.csv')}
      </button>
      <button type="button" className="button" disabled={busy || hasNoPaper || !may.print} onClick={() => void doing(print)}>
        <Printer aria-hidden size={18} /> {t('report.print')}
      </button>
      <NotAllowed call={may.pdf ? (may.csv ? 'history/print' : `${of}/saveCsv`) : `${of}/savePdf`} />
      <p role="status" className="page-said">
        {said}
      </p>
    </>
  );
}
