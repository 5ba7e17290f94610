import { stringify } from 'csv-stringify/sync';
import { writeFileAtomically } from '../core/files.js';
import type { PreparedOutcome, PreparedRow } from '../../shared/prepared.js';
import type { PreparedBook } from './prepared-book.js';
import { isIn, rowsOf } from './prepared-search.js';

const columns = ['file', 'line', 'card', 'request', 'person', 'template', 'outcome', 'detail', 'presented'] as const;
/** Rows per write. */
const PORTION = 500;

/**
 * Exports every unfinished line to a CSV file for spreadsheets: UTF-8 with byte order mark, cells protected from formulas.
 * Writes the whole file or none.
 * @returns the number of lines written
 * @throws the system's error if it cannot be written
 */
export async function exportLeftovers(book: PreparedBook, file: string): Promise<number> {
  let count = 0;
  await writeFileAtomically(file, async (out) => {
    await out.write(`\uFEFF${stringify([[...columns]], { record_delimiter: 'windows' })}`);
    let portion: PreparedRow[] = [];
    const write = async (): Promise<void> => {
      await out.write(stringify(portion.map(cellsOf), { columns: [...columns], escape_formulas: true, record_delimiter: 'windows' }));
      count += portion.length;
      portion = [];
    };
    for await (const row of rowsOf(book, null)) {
      if (!isIn('leftover', row.outcome)) continue;
      portion.push(row);
      if (portion.length >= PORTION) await write();
    }
    await write();
  });
  return count;
}

function cellsOf({ assignment, outcome, presentedAt }: PreparedRow): Record<(typeof columns)[number], string | number> {
  const { file, line, card, requestId, person, template } = assignment;
  return {
    ...{ file, line, card, outcome: outcome.outcome },
    request: requestId ?? '',
    person: person.map(({ value }) => value).join('; '),
    template: template ?? '',
    detail: detailOf(outcome),
    presented: presentedAt ?? 'never',
  };
}

/** Returns the detail of an outcome: the person or thing it is about. */
function detailOf(outcome: PreparedOutcome): string {
  switch (outcome.outcome) {
    case 'request':
    case 'person-differs':
    case 'template-differs': {
      const { person, profileTemplate, requestId } = outcome.request;
      return [
        person.state === 'resolved' ? person.name : person.userId,
        profileTemplate.name ?? profileTemplate.profileTemplateId,
        requestId,
      ].join('; ');
    }
    case 'already-bound': {
      const { person, cardId, at } = outcome.bound;
      return [outcome.what, person.state === 'resolved' ? person.name : person.userId, cardId, at].join('; ');
    }
    case 'contested':
      return outcome.others.map(({ file, line }) => `${file}: ${String(line)}`).join('; ');
    case 'several-requests':
    case 'person-ambiguous':
      return String(outcome.count);
    default:
      return '';
  }
}
