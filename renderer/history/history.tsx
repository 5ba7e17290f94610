import { Download, SearchX } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.js';
import { call } from '../state/client.js';
import { Empty } from '../design/empty.js';
import { takeListKey } from '../design/list-search.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { errorText } from '../i18n/sentences.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { BindingDetail } from './binding-detail.js';
import { Filters } from './filters.js';
import { useFoundBindings, useHistoryFilter } from './history-state.js';
import { historyRowId, HistoryRows } from './history-rows.js';
import { useProjection } from '../state/station.js';
import './history.css';

/** Every binding this station ever recorded: search, details, export. */
export function History(): ReactElement {
  const newest = useProjection(({ bindings }) => bindings);
  const { t } = useTranslation();
  const { number } = useFormats();
  const filter = useHistoryFilter();
  // New bindings appear while the screen is open.
  const { rows: bindings, total, archived, unreadable, loading, error, more } = useFoundBindings(filter, newest);
  const [chosen, setChosen] = useState<string | null>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const at = Math.max(
    0,
    bindings.findIndex(({ bindingId }) => bindingId === chosen),
  );
  const inHand = bindings[at];

  useEffect(() => {
    searchBox.current?.focus();
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    takeListKey(event, {
      searchBox,
      text: filter.text,
      at,
      count: bindings.length,
      onMove: (index) => {
        setChosen(bindings[index]?.bindingId ?? null);
      },
      onClear: () => {
        useHistoryFilter.setState({ text: '' });
      },
    });
  };

  return (
    <main className="split" data-testid="history" onKeyDown={onKeyDown}>
      <section className="panel split-list history-list" aria-label={t('history.title')}>
        <div className="screen-head">
          <div className="head-row">
            <h1>{t('history.title')}</h1>
            <Export />
          </div>
          <Filters searchBox={searchBox} active={inHand === undefined ? undefined : historyRowId(inHand)} />
          <p className="quiet" role="status">
            {loading && bindings.length === 0 ? t('history.looking') : t('history.found', { count: total, total: number(total) })}
          </p>
          {archived !== undefined && archived.bindings > 0 && (
            <p className="quiet" data-testid="history-archived">
              {t('history.archived', { count: archived.bindings, total: number(archived.bindings) })}
            </p>
          )}
        </div>
        {unreadable > 0 && <Notice tone="warn" title={t('history.unreadable', { count: unreadable })} text="" />}
        {error !== null && <Notice tone="bad" title={t('history.cannot')} text={errorText(t, error)} />}
        {bindings.length === 0 && !loading && error === null ? (
          <Empty id="history-list" icon={SearchX} title={t('history.none')} hint={t('history.noneHint')} />
        ) : (
          <HistoryRows bindings={bindings} at={at} onChoose={setChosen} onNearEnd={more} />
        )}
      </section>
      {inHand !== undefined && <BindingDetail key={inHand.bindingId} binding={inHand} />}
    </main>
  );
}

function Export(): ReactElement {
  const { t } = useTranslation();
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const may = useIsAllowed('history/export');
  const save = async (): Promise<void> => {
    setBusy(true);
    const answer = await call('history/export', {});
    setBusy(false);
    if (!answer.ok) setSaid(errorText(t, answer.error));
    else setSaid(answer.value === null ? '' : t('history.exported', { count: answer.value.entries, file: answer.value.file }));
  };
  return (
    <div className="head-action">
      <button
        type="button"
        className="button"
        disabled={busy || !may}
        aria-describedby={may ? undefined : 'export-barred'}
        onClick={() => void save()}
      >
        <Download aria-hidden size={18} /> {t('history.export')}
      </button>
      <NotAllowed call="history/export" id="export-barred" />
      <p role="status">{said}</p>
    </div>
  );
}
