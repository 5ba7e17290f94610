import { Download, SearchX, Upload } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { preparedGroups, type LineRef, type PreparedImport, type PreparedRow } from '../../shared/prepared.js';
import { Empty } from '../design/empty.js';
import { ListSearch, takeListKey } from '../design/list-search.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { call } from '../state/client.js';
import { FileHead, Problems } from './file-head.js';
import { FileList } from './file-list.js';
import { FirstSteps } from './first-steps.js';
import { LineDetail } from './line-detail.js';
import { LineRows, lineRowId } from './line-rows.js';
import { show, useLines, useOverview, usePreparedFilter } from './prepared-state.js';
import { useProjection } from '../state/station.js';
import type { Pages } from '../state/use-pages.js';
import './prepared.css';

type Refused = Extract<NonNullable<PreparedImport>, { outcome: 'refused' }>;

/** Prepared cards: the files, the state of each line, and the leftovers. */
export function Prepared(): ReactElement {
  const { t } = useTranslation();
  const revision = useProjection(({ prepared }) => prepared.revision);
  const filter = usePreparedFilter();
  // Changes appear while the screen is open.
  const lines = useLines(filter, revision);
  const { overview, error: notRead } = useOverview(revision);
  const error = lines.error ?? notRead;
  const [refused, setRefused] = useState<Refused | null>(null);
  const files = overview?.files ?? [];
  const file = files.find(({ name }) => name === filter.file);
  const isEmpty = overview !== null && files.length === 0;

  return (
    <main className="split prepared-split" data-testid="prepared">
      <section className="panel split-list prepared-list" aria-label={t('prepared.title')}>
        <div className="screen-head">
          <h1>{t('prepared.title')}</h1>
          <Actions hasLines={files.some(({ taken }) => taken !== null)} onRefused={setRefused} />
        </div>
        {overview !== null && <FileList overview={overview} />}
      </section>
      <section className="panel split-detail prepared-lines">
        {error !== null && <Notice tone="bad" title={t('prepared.cannot')} text={errorText(t, error)} />}
        {refused !== null && (
          <Problems
            title={t('prepared.notUsed', { file: refused.name })}
            text={t('prepared.importRefused', { file: refused.name })}
            problems={refused.problems}
          />
        )}
        {file !== undefined && <FileHead key={file.name} file={file} />}
        {isEmpty ? <FirstSteps /> : file?.taken === null ? null : <Lines lines={lines} />}
      </section>
    </main>
  );
}

/** The lines of the selected file, or of all: search, filters, and one line in full. */
function Lines({ lines: { rows, total, loading, more } }: { readonly lines: Pages<PreparedRow> }): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  const filter = usePreparedFilter();
  const look = usePreparedFilter.setState;
  const [chosen, setChosen] = useState<LineRef | null>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const at = Math.max(
    0,
    rows.findIndex(({ assignment: { file, line } }) => file === chosen?.file && line === chosen.line),
  );
  const inHand = rows[at];

  useEffect(() => {
    searchBox.current?.focus();
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    takeListKey(event, {
      searchBox,
      text: filter.text,
      at,
      count: rows.length,
      onMove: (index) => {
        setChosen(rows[index]?.assignment ?? null);
      },
      onClear: () => {
        look({ text: '' });
      },
    });
  };

  return (
    <div className="lines" onKeyDown={onKeyDown}>
      <div className="lines-head">
        <ListSearch
          searchBox={searchBox}
          listId="prepared-list"
          active={inHand === undefined ? undefined : lineRowId(inHand.assignment)}
          label={t('prepared.search')}
          placeholder={t('prepared.searchShort')}
          text={filter.text}
          maxLength={200}
          onText={(text) => {
            look({ text });
          }}
        />
        <label className="lines-group">
          <span className="quiet">{t('prepared.show')}</span>
          <select
            value={filter.group}
            onChange={({ target }) => {
              look({ group: preparedGroups.find((group) => group === target.value) ?? 'all' });
            }}
          >
            {preparedGroups.map((group) => (
              <option key={group} value={group}>
                {t(`prepared.group.${group}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className="quiet" role="status" data-testid="prepared-count">
        {loading && rows.length === 0 ? t('prepared.looking') : t('prepared.found', { count: total, total: number(total) })}
      </p>
      {rows.length === 0 && !loading ? (
        <Empty id="prepared-list" icon={SearchX} title={t('prepared.nothing')} hint={t('prepared.nothingHint')} />
      ) : (
        <LineRows rows={rows} at={at} onChoose={setChosen} onNearEnd={more} />
      )}
      {inHand !== undefined && <LineDetail row={inHand} />}
    </div>
  );
}

interface ActionsProps {
  readonly hasLines: boolean;
  readonly onRefused: (refused: Refused | null) => void;
}

/** Import of a file and export of the leftovers, through system dialogs. */
function Actions({ hasLines, onRefused }: ActionsProps): ReactElement {
  const { t } = useTranslation();
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  // Both calls have the same role.
  const may = useIsAllowed('prepared/import');
  const take = async (): Promise<void> => {
    setBusy(true);
    const answer = await call('prepared/import', { title: t('prepared.importTitle'), kind: t('prepared.importKind') });
    setBusy(false);
    onRefused(answer.ok && answer.value?.outcome === 'refused' ? answer.value : null);
    if (!answer.ok) setSaid(errorText(t, answer.error));
    else if (answer.value?.outcome === 'taken') {
      const { name, total } = answer.value;
      setSaid(t('prepared.imported', { count: total, file: name }));
      show(name);
    } else setSaid('');
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    const answer = await call('prepared/export', {});
    setBusy(false);
    if (!answer.ok) setSaid(errorText(t, answer.error));
    else setSaid(answer.value === null ? '' : t('prepared.exported', { count: answer.value.rows, file: answer.value.file }));
  };
  return (
    <div className="prepared-actions">
      <button type="button" className="button" disabled={busy || !may} onClick={() => void take()}>
        <Upload aria-hidden size={18} /> {t('prepared.import')}
      </button>
      <button type="button" className="button" disabled={busy || !may || !hasLines} onClick={() => void save()}>
        <Download aria-hidden size={18} /> {t('prepared.export')}
      </button>
      <NotAllowed call="prepared/import" />
      <p role="status" data-testid="prepared-said">
        {said}
      </p>
    </div>
  );
}
