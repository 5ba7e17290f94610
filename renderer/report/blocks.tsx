import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import type { Warnings } from '../../shared/warnings.js';
import type { ReportNote, ReportRow } from '../../shared/report.js';
import type { Formats } from '../i18n/format.js';
import { cmErrorText } from '../i18n/sentences.js';
import { careSummary } from '../bindings/care-text.js';
import { warningText } from '../attention/warnings.js';
import type { PaperFormats } from './paper-formats.js';
import type { ReportContent } from './report-state.js';
import { stateGroupOf, stateGroups, totalsOf, type Counts } from './totals.js';

/** A part of the report that is not split across pages. Adjacent rows of one table share its repeated head. */
export interface Block {
  readonly key: string;
  readonly node: ReactElement;
  /** Class of the table that the row belongs to; each page repeats its head. */
  readonly table?: string;
  readonly head?: ReactElement;
  readonly breakBefore?: boolean;
  readonly keepWithNext?: boolean;
}

export interface ReportFacts {
  readonly content: ReportContent;
  readonly isTraining: boolean;
  readonly operator: string;
  readonly warnings: Warnings;
}

interface Words {
  readonly t: TFunction;
  readonly paper: PaperFormats;
  /** The screen's formats, for sentences that appear both on screen and on paper. */
  readonly screen: Formats;
}

/** Returns the parts of the report in order: the handover first, then every binding. */
export function blocksOf({ content, isTraining, operator, warnings }: ReportFacts, words: Words): readonly Block[] {
  const { t, paper } = words;
  const { rows, period, kind, madeAt, station } = content;
  // A report of a past day must not contain today's problems.
  const isNow = madeAt >= period.from && madeAt < period.to;
  const needs = rows.filter(({ state, abandoning }) => state.state === 'attention' || state.state === 'refused' || abandoning !== null);
  const waits = rows.filter(({ state }) => stateGroupOf(state) === 'open');
  const head = (
    <header className="paper-head">
      {isTraining && <p className="paper-training">{t('report.training')}</p>}
      <h2>{t(`report.${kind}Title`)}</h2>
      <p className="paper-period">
        <time dateTime={period.from}>{paper.period(period)}</time>
      </p>
      <p>
        {t('report.station')} <strong>{station}</strong> · {t('report.made', { time: paper.date(madeAt), operator })}
      </p>
      <p className="paper-quiet">{t('report.asOf', { time: paper.date(madeAt < period.to ? madeAt : period.to), zone: paper.zone })}</p>
    </header>
  );
  return [
    { key: 'head', node: head },
    ...section('summary', t('report.summary'), summary(rows, words)),
    ...section(
      'needs',
      t('report.needs'),
      needs.length === 0 ? [text('needs-none', t('report.needsNone'))] : needs.map((row) => matter(row, words)),
    ),
    ...section(
      'waits',
      t('report.waits'),
      waits.length === 0 ? [text('waits-none', t('report.waitsNone'))] : waits.map((row) => matter(row, words)),
    ),
    // The signatures are never alone on a page.
    ...section('notes', t('report.stationNotes'), aboutStation(isNow ? warnings : [], content, words)).map((block) => ({
      ...block,
      keepWithNext: true,
    })),
    { key: 'signatures', node: <Signatures t={t} /> },
    ...(rows.length === 0
      ? []
      : section(
          'list',
          t('report.list'),
          rows.map((row, index) => listRow(row, index, words)),
          true,
        )),
  ];
}

/** Returns blocks below a heading. */
export function section(key: string, title: string, blocks: readonly Block[], breakBefore = false): readonly Block[] {
  return [{ key: `${key}-title`, node: <h3 className="paper-title">{title}</h3>, keepWithNext: true, breakBefore }, ...blocks];
}

/** Returns a paragraph. */
export function text(key: string, words: string): Block {
  return { key, node: <p className="paper-text">{words}</p> };
}

function summary(rows: readonly ReportRow[], { t, paper }: Words): readonly Block[] {
  if (rows.length === 0) return [text('summary-none', t('report.none'))];
  const { operators, all } = totalsOf(rows);
  const line = (key: string, name: string, counts: Counts, className: string): Block => ({
    key,
    table: 'summary',
    head: <TableHead table="summary" t={t} />,
    node: (
      <tr className={className}>
        <th scope="row">{name}</th>
        {[...stateGroups, 'total' as const].map((group) => (
          <td key={group} className="number">
            {paper.number(counts[group])}
          </td>
        ))}
      </tr>
    ),
  });
  return [
    ...operators.map(({ operator, counts }) => line(`operator ${operator}`, operator, counts, '')),
    line('all', t('report.all'), all, 'paper-sum'),
    { key: 'summary-hint', node: <p className="paper-quiet paper-text">{t('report.summaryHint')}</p> },
  ];
}

/** Returns an unsettled binding with what the next shift must know about it. */
function matter(row: ReportRow, { t, paper }: Words): Block {
  const { bindingId, person, profileTemplate, cardId, requestId, state, stateAt, confirmedAt, confirmedBy, abandoning } = row;
  const error = 'error' in state ? state.error : null;
  const said = error !== null && 'message' in error ? error.message : '';
  const correlationId = error !== null && 'correlationId' in error ? error.correlationId : null;
  return {
    key: `matter ${bindingId}`,
    node: (
      <div className="paper-matter">
        <p>
          <strong>{person}</strong> · {profileTemplate}
        </p>
        <p>
          <strong>{t(`outcome.short.${state.state}`)}</strong> {t('report.since', { time: paper.time(stateAt) })}
          {abandoning !== null && <> · {t(`care.short.${abandoning}`)}</>}
          {state.state === 'attention' && <> · {t(`outcome.attentionReason.${state.reason}`, { evidence: state.evidence })}</>}
          {error !== null && <> · {cmErrorText(t, error)}</>}
          {said !== '' && <> {t('outcome.said', { message: said })}</>}
          {correlationId !== null && (
            <>
              {' '}
              {t('outcome.correlation')} <span className="paper-mono">{correlationId}</span>
            </>
          )}
        </p>
        <p className="paper-quiet">
          {t('report.confirmedBy', { time: paper.time(confirmedAt), operator: confirmedBy })} · {t('card.id')}{' '}
          <span className="paper-mono">{cardId}</span> · {t('request.id')} <span className="paper-mono">{requestId}</span>
        </p>
      </div>
    ),
  };
}

function aboutStation(warnings: Warnings, { notes, archived, unreadable }: ReportContent, { t, paper, screen }: Words): readonly Block[] {
  const told = [
    ...(archived === undefined
      ? []
      : [text('archived', t('report.archived', { count: archived.bindings, date: paper.date(archived.before) }))]),
    ...(unreadable === 0 ? [] : [text('unreadable', t('report.unreadable', { count: unreadable }))]),
    ...warnings.map((warning) => text(`warning ${warning.code}`, warningText(t, warning, screen))),
    ...notes.map((note) =>
      text(`note ${String(note.seq)}`, t('punctuation.pair', { name: paper.time(note.at), value: sayNote(t, note, paper) })),
    ),
  ];
  return told.length === 0 ? [text('notes-none', t('report.notesNone'))] : told;
}

function sayNote(t: TFunction, { event, facts }: ReportNote, { number }: PaperFormats): string {
  const { jumpMs, file } = facts;
  return t(`report.notes.${event}`, { seconds: number(Math.round(Number(jumpMs ?? 0) / 1_000)), file: String(file ?? '') });
}

function Signatures({ t }: { readonly t: TFunction }): ReactElement {
  return (
    <div className="paper-signatures">
      <p>{t('report.handedOver')}</p>
      <p>{t('report.takenOver')}</p>
    </div>
  );
}

function listRow(row: ReportRow, index: number, { t, paper }: Words): Block {
  const { bindingId, confirmedAt, confirmedBy, person, profileTemplate, cardId, state, care, abandoning, stateAt, stateBy } = row;
  const since = [abandoning === null ? null : t(`care.short.${abandoning}`), careSummary(t, care)].filter((word) => word !== null);
  return {
    key: `row ${bindingId}`,
    table: 'list',
    head: <TableHead table="list" t={t} />,
    node: (
      <tr>
        <td className="number">{paper.number(index + 1)}</td>
        <td>
          {paper.time(confirmedAt)}
          <span className="paper-quiet">{confirmedBy}</span>
        </td>
        <td>
          <strong>{person}</strong>
          <span className="paper-mono">{cardId}</span>
        </td>
        <td>{profileTemplate}</td>
        <td>
          {t(`outcome.short.${state.state}`)}
          {since.map((word) => ` · ${word}`)}
          <span className="paper-quiet">
            {paper.time(stateAt)}
            {stateBy !== confirmedBy && `, ${stateBy}`}
          </span>
        </td>
      </tr>
    ),
  };
}

/** Head of a table, above its rows on every page. */
function TableHead({ table, t }: { readonly table: 'summary' | 'list'; readonly t: TFunction }): ReactElement {
  const columns =
    table === 'summary'
      ? [
          { word: t('report.operator'), isNumber: false },
          ...stateGroups.map((group) => ({ word: t(`report.groups.${group}`), isNumber: true })),
          { word: t('report.total'), isNumber: true },
        ]
      : [
          { word: t('report.number'), isNumber: true },
          ...(['confirmed', 'person', 'template', 'state'] as const).map((column) => ({ word: t(`report.${column}`), isNumber: false })),
        ];
  return (
    <thead>
      <tr>
        {columns.map(({ word, isNumber }) => (
          <th key={word} scope="col" className={isNumber ? 'number' : undefined}>
            {word}
          </th>
        ))}
      </tr>
    </thead>
  );
}
