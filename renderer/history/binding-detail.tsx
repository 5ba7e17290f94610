import { Printer } from 'lucide-react';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BindingView } from '../../shared/bindings.js';
import type { StationError } from '../../shared/errors.js';
import type { HistoryEntry } from '../../shared/history.js';
import { Decisions } from '../bindings/decisions.js';
import { Evidence } from '../bindings/evidence.js';
import { StateIcon, toneOf } from '../bindings/outcome.js';
import { personName, templateName } from '../bindings/person.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { sayError, sayOutcome } from '../i18n/say.js';
import { call } from '../state/client.js';
import { Barred, useMay } from '../roles/may.js';
import { Entries } from './entries.js';
import { Receipt } from './receipt.js';

/** One binding in full: its outcome, its evidence, and every entry of the journal about it. */
export function BindingDetail({ binding }: { readonly binding: BindingView }): ReactElement {
  const { t } = useTranslation();
  const { time, date } = useFormats();
  const [entries, setEntries] = useState<readonly HistoryEntry[]>([]);
  const [error, setError] = useState<StationError | null>(null);
  const { bindingId, request, state } = binding;
  const mayPrint = useMay('history/print');

  useEffect(() => {
    let gone = false;
    void call('history/entries', { bindingId }).then((answer) => {
      if (gone) return;
      if (answer.ok) setEntries(answer.value);
      setError(answer.ok ? null : answer.error);
    });
    return () => {
      gone = true;
    };
  }, [bindingId, state]);

  const print = async (): Promise<void> => {
    const answer = await call('history/print', {});
    setError(answer.ok ? null : answer.error);
  };

  return (
    <article className="panel split-detail" data-testid="binding-detail">
      <header className={`matter-head ${toneOf(state)}`}>
        <StateIcon state={state} size={36} />
        <div>
          <p className="row-tone">{t(`outcome.short.${state.state}`)}</p>
          <h2>{personName(t, request.person)}</h2>
          <p className="quiet">
            {templateName(t, request)} · {date(binding.confirmedAt)}
          </p>
        </div>
        {state.state === 'bound' && (
          <button type="button" className="button head-action" disabled={entries.length === 0 || !mayPrint} onClick={() => void print()}>
            <Printer aria-hidden size={18} /> {t('history.print')}
          </button>
        )}
      </header>
      {error !== null && <Notice tone="bad" title={t('history.cannot')} text={sayError(t, error)} />}
      {state.state === 'bound' && <Barred call="history/print" />}
      <p>{sayOutcome(t, binding, time)}</p>
      <Decisions binding={binding} />
      <Entries entries={entries} />
      <Evidence binding={binding} />
      {state.state === 'bound' && <Receipt binding={binding} bound={entries.at(-1) ?? null} />}
    </article>
  );
}
