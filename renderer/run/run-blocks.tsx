import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { runRowStates, type RunReport, type RunRow } from '../../shared/run.js';
import { section, text, type Block } from '../report/blocks.js';
import type { PaperFormats } from '../report/paper-formats.js';
import { runSourceText, asideReasonText } from './run-text.js';

export interface RunFacts {
  readonly report: RunReport;
  /** When it was read, ISO 8601. */
  readonly at: string;
  readonly isTraining: boolean;
}

interface Words {
  readonly t: TFunction;
  readonly paper: PaperFormats;
}

/** Returns the parts of a run's report in order: summary, people kept apart or set aside, then everyone. */
export function runBlocks({ report, at, isTraining }: RunFacts, words: Words): readonly Block[] {
  const { t, paper } = words;
  const { station, source, begunAt, begunBy, endedAt, endedBy, rows } = report;
  const faults = rows.filter(({ stands }) => stands === 'apart' || stands === 'aside');
  const head = (
    <header className="paper-head">
      {isTraining && <p className="paper-training">{t('report.training')}</p>}
      <h2>{t('run.report.title')}</h2>
      <p className="paper-period">{runSourceText(t, source)}</p>
      <p>
        {t('report.station')} <strong>{station}</strong> · {t('run.begun', { time: paper.date(begunAt), operator: begunBy })} ·{' '}
        {endedAt === null ? t('run.notEnded') : t('run.ended', { time: paper.date(endedAt), operator: endedBy ?? '' })}
      </p>
      <p className="paper-quiet">{t('run.report.asOf', { time: paper.date(at), zone: paper.zone })}</p>
    </header>
  );
  return [
    { key: 'head', node: head },
    ...section('summary', t('run.report.summary'), [summary(report, words)]),
    ...section(
      'faults',
      t('run.report.faults'),
      faults.length === 0 ? [text('faults-none', t('run.report.faultsNone'))] : faults.map((row) => fault(row, words)),
    ),
    ...section(
      'list',
      t('run.report.list'),
      rows.map((row) => listRow(row, words)),
      true,
    ),
  ];
}

function summary({ counts, rows }: RunReport, { t, paper }: Words): Block {
  return {
    key: 'counts',
    table: 'run-summary',
    head: (
      <thead>
        <tr>
          {[...runRowStates.map((place) => t(`run.counts.${place}`)), t('run.report.total')].map((word) => (
            <th key={word} scope="col" className="number">
              {word}
            </th>
          ))}
        </tr>
      </thead>
    ),
    node: (
      <tr>
        {[...runRowStates.map((place) => counts[place]), rows.length].map((count, index) => (
          <td key={index} className="number">
            {paper.number(count)}
          </td>
        ))}
      </tr>
    ),
  };
}

/** A person without a card yet, with the slip number of their card. */
function fault(row: RunRow, { t, paper }: Words): Block {
  const { place, person, profileTemplate, card, slipNumber, at, by } = row;
  return {
    key: `fault ${String(place)}`,
    node: (
      <div className="paper-matter">
        <p>
          {slipNumber !== null && <strong>{t('slip.number', { number: String(slipNumber) })} · </strong>}
          <strong>{person}</strong> · {profileTemplate}
        </p>
        <p>
          <strong>{t(`run.counts.${row.stands}`)}</strong> · {asideReasonText(t, row)}
        </p>
        <p className="paper-quiet">
          {t('run.place', { place: paper.number(place) })}
          {at !== null && ` · ${paper.time(at)}${by === null ? '' : `, ${by}`}`}
          {card !== null && (
            <>
              {' · '}
              <span className="paper-mono">{card}</span>
            </>
          )}
        </p>
      </div>
    ),
  };
}

function listRow(row: RunRow, { t, paper }: Words): Block {
  const { place, person, profileTemplate, card, stands, slipNumber, at, by } = row;
  return {
    key: `row ${String(place)}`,
    table: 'run-list',
    head: <ListHead t={t} />,
    node: (
      <tr data-place={place} data-stands={stands}>
        <td className="number">{paper.number(place)}</td>
        <td>
          <strong>{person}</strong>
          {profileTemplate}
        </td>
        <td>{card !== null && <span className="paper-mono">{card}</span>}</td>
        <td>
          {t(`run.counts.${stands}`)}
          {slipNumber !== null && <span className="paper-quiet">{t('slip.number', { number: String(slipNumber) })}</span>}
        </td>
        <td>
          {at !== null && paper.time(at)}
          {by !== null && <span className="paper-quiet">{by}</span>}
        </td>
      </tr>
    ),
  };
}

function ListHead({ t }: { readonly t: TFunction }): ReactElement {
  const words = [t('run.report.place'), t('run.report.person'), t('run.report.cardColumn'), t('run.report.stands'), t('run.report.when')];
  return (
    <thead>
      <tr>
        {words.map((word, index) => (
          <th key={word} scope="col" className={index === 0 ? 'number' : undefined}>
            {word}
          </th>
        ))}
      </tr>
    </thead>
  );
}
