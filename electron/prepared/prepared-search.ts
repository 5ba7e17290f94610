import { foldedWords, foldForSearch } from '../../shared/fold.js';
import {
  preparedGroupOf,
  type PreparedFile,
  type PreparedGroup,
  type PreparedOutcome,
  type PreparedPage,
  type PreparedQuery,
  type PreparedRow,
} from '../../shared/prepared.js';
import { Yielder } from '../core/yielding.js';
import type { ParsedLine } from './parsed-line.js';
import type { PreparedBook } from './prepared-book.js';

/** Searches lines by text, file and group, one page at a time; lets other work run. */
export async function searchPrepared(book: PreparedBook, { text, file, group, after, limit }: PreparedQuery): Promise<PreparedPage> {
  const words = foldedWords(text);
  const rows: PreparedRow[] = [];
  let total = 0;
  for await (const row of rowsOf(book, file)) {
    if (!isIn(group, row.outcome)) continue;
    if (words.length > 0) {
      const haystack = textOf(row.assignment, row.outcome);
      if (!words.every((word) => haystack.includes(word))) continue;
    }
    if (total >= after && rows.length < limit) rows.push(row);
    total += 1;
  }
  return { rows, total };
}

/** Counts a file's lines by group. */
export async function countPrepared(
  book: PreparedBook,
  file: string,
): Promise<Pick<NonNullable<PreparedFile['taken']>, 'counts' | 'total' | 'neverPresented'>> {
  const counts: Partial<Record<PreparedOutcome['outcome'], number>> = {};
  let total = 0;
  let neverPresented = 0;
  for await (const { outcome, presentedAt } of rowsOf(book, file)) {
    counts[outcome.outcome] = (counts[outcome.outcome] ?? 0) + 1;
    total += 1;
    if (presentedAt === null && isIn('leftover', outcome)) neverPresented += 1;
  }
  return { counts, total, neverPresented };
}

/** Yields the lines of one or all files with their outcomes; lets other work run. */
export async function* rowsOf(book: PreparedBook, file: string | null): AsyncGenerator<PreparedRow> {
  const turns = new Yielder();
  for (const { assignment, presentedAt } of book.lines()) {
    if (file !== null && assignment.view.file !== file) continue;
    yield { assignment: assignment.view, outcome: book.outcomeOf(assignment), presentedAt };
    const pause = turns.yieldIfDue();
    if (pause !== null) await pause;
  }
}

/** Whether an outcome belongs to a group. */
export function isIn(group: PreparedGroup, { outcome }: PreparedOutcome): boolean {
  switch (group) {
    case 'all':
      return true;
    case 'leftover':
      return preparedGroupOf(outcome) !== 'done';
    case 'waiting':
    case 'done':
    case 'unusable':
      return preparedGroupOf(outcome) === group;
  }
}

/** Returns the searched text: the line as written, and the person it is for. */
function textOf({ card, requestId, person, template }: ParsedLine['view'], outcome: PreparedOutcome): string {
  const meant =
    'request' in outcome ? outcome.request.person : 'bound' in outcome ? outcome.bound.person : 'person' in outcome ? outcome.person : null;
  const whom = meant?.state === 'resolved' ? [meant.name, meant.account, meant.employeeId] : [];
  return foldForSearch([card, requestId ?? '', ...person.map(({ value }) => value), template ?? '', ...whom].join('\n'));
}
