import { Printer } from 'lucide-react';
import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { isWithheld } from '../../shared/abandon.js';
import { isKeptApart, type BindingView } from '../../shared/bindings.js';
import type { StationError } from '../../shared/errors.js';
import type { HistoryEntry } from '../../shared/history.js';
import { Notice } from '../design/notice.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { useIsAllowed } from '../design/is-allowed.js';
import { call } from '../state/client.js';
import { hasCommandKey, withControl } from '../keys/shortcut.js';
import { isDialogOpen } from '../state/screens.js';
import { useProjection } from '../state/station.js';
import { Receipt } from './receipt.js';
import { Slip } from './slip.js';

/** Returns what can be printed about a binding; null if nothing. */
function paperFor(binding: BindingView, printSlips: boolean): 'receipt' | 'slip' | null {
  const { state, slipNumber } = binding;
  if (state.state === 'bound') return isWithheld(binding) ? null : 'receipt';
  return printSlips && slipNumber !== undefined && isKeptApart(state) ? 'slip' : null;
}

/**
 * Prints the paper that belongs to a card, by button or Ctrl+P: the receipt of a bound card, or the slip of one kept apart.
 * The paper is in the page only while it is being printed.
 */
export function PrintPaper({ binding }: { readonly binding: BindingView }): ReactElement | null {
  const { t } = useTranslation();
  const printSlips = useProjection((state) => state.printSlips);
  const isLocked = useProjection(({ kiosk }) => kiosk.state === 'locked');
  const may = useIsAllowed('history/print');
  const paper = may && !isLocked ? paperFor(binding, printSlips) : null;
  const [printing, setPrinting] = useState<{ readonly bound: HistoryEntry | null } | null>(null);
  const [error, setError] = useState<StationError | null>(null);
  const { bindingId } = binding;

  const print = useCallback(async (): Promise<void> => {
    setError(null);
    if (paper === 'slip') setPrinting({ bound: null });
    if (paper !== 'receipt') return;
    const entries = await call('history/entries', { bindingId });
    if (entries.ok) setPrinting({ bound: entries.value.at(-1) ?? null });
    else setError(entries.error);
  }, [paper, bindingId]);

  // Prints once the paper is in the page.
  useEffect(() => {
    if (printing === null) return;
    void call('history/print', {}).then((printed) => {
      setPrinting(null);
      if (!printed.ok) setError(printed.error);
    });
  }, [printing]);

  useEffect(() => {
    if (paper === null) return;
    const listen = (event: KeyboardEvent): void => {
      const { key, altKey, shiftKey, repeat } = event;
      if (key.toLowerCase() !== 'p' || event.ctrlKey === event.metaKey || altKey || shiftKey || isDialogOpen()) return;
      event.preventDefault();
      if (!repeat && printing === null) void print();
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
    };
  }, [paper, print, printing]);

  if (paper === null) return null;
  return (
    <div className="print-paper">
      <button
        type="button"
        className="button key-hint"
        data-testid="print-paper"
        data-paper={paper}
        aria-keyshortcuts={hasCommandKey() ? 'Meta+P' : 'Control+P'}
        disabled={printing !== null}
        onClick={() => void print()}
      >
        <Printer aria-hidden size={18} /> {t(paper === 'receipt' ? 'receipt.print' : 'slip.print')} <kbd>{withControl(t, 'P')}</kbd>
      </button>
      {error !== null && <Notice tone="bad" title={t('receipt.cannot')} text={errorText(t, error)} />}
      {printing !== null && paper === 'receipt' && <Receipt binding={binding} bound={printing.bound} />}
      {printing !== null && paper === 'slip' && <Slip binding={binding} />}
    </div>
  );
}
