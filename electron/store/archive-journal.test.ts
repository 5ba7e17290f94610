import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { guid, recordStep, binding } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { openArchive, readArchive } from './archive-file.js';
import {
  archiveKey,
  archiveOrder,
  archivePassphrase,
  bound,
  cutoff,
  executeRequest,
  longAgo,
  MARK,
  markedRun,
  openTestJournal,
  STAYS,
  today,
  writeBinding,
  writeOldJournal,
} from './archive.fixture.js';
import { BackupWorker } from './backup-worker.js';
import { checkCopy } from './check-copy.js';
import { copyJournal } from './copy-journal.fixture.js';
import { openDatabase } from './database.js';
import type { JournalFile } from './journal-file.js';
import { makeBackup } from './make-backup.js';
import { ReportFile } from './report-file.js';
import { readArchiveText } from './opened-archive.js';

const OLD = 40;
let folder: string;
let path: string;
let file: string;
let clock: { now: string };
let journal: JournalFile;

/** Opens a journal in a folder of its own: a copy of the sample if there is one. */
function open(now: string, sample?: string): void {
  folder = testFolder('archive');
  path = join(folder, 'journal.db');
  file = join(folder, 'old.cda');
  clock = { now };
  if (sample !== undefined) copyJournal(sample, path);
  journal = openTestJournal(path, clock);
}
beforeEach(() => {
  open(longAgo);
  return () => {
    journal.close();
  };
});

const cardOf = (n: number) => ({ cardId: guid(0x2000 + n) });
const requestOf = (n: number) => ({ requestId: guid(0x1000 + n) });
const archived = () => {
  const outcome = journal.archive(archiveOrder(file));
  if (outcome.outcome === 'failed') throw new Error(`${outcome.problem}: ${outcome.detail}`);
  return outcome;
};
/** All bytes of the journal's files, as text that keeps ASCII readable. */
const bytesOfJournal = (): string =>
  readdirSync(folder)
    .filter((name) => name.startsWith('journal.db'))
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');
const textOfArchive = (): string => openArchive(readArchive(readFileSync(file)), archiveKey);

describe('archiving', () => {
  it('takes only old, completed bindings and keeps open, new and checked ones whole', () => {
    writeOldJournal(journal, OLD, clock);
    expect(archived()).toMatchObject({ file, bindings: OLD, entries: 4 * OLD + 2, resumed: false, more: false, held: 1, swept: true });
    expect(journal.search({ text: '', from: null, to: null, states: [], outcomes: [], before: null }).total).toBe(3);
    expect(journal.entriesOf(guid(OLD + 1)).map(({ event }) => event)).toEqual(['intended', 'submitting']);
    expect(journal.entriesOf(guid(1))).toEqual([]);
    const { entries, findings } = readArchiveText(textOfArchive());
    expect(findings).toEqual([]);
    expect(entries).toHaveLength(4 * OLD + 2);
  });

  it.each([
    [
      'waits for a decision',
      { state: 'refused', error: { code: 'forbidden', status: 403, correlationId: null, message: '' } } as const,
      false,
    ],
    ['is bound, and its request is still asked about', bound, false],
    ['is bound, was never executed and is not closed', bound, true],
  ])('takes no binding that %s', (_what, state, isOverdue) => {
    writeBinding(journal, 1, STAYS, clock, state);
    const care = { outcome: 'never-executed', status: 3, difference: null, evidence: '', at: longAgo, closed: null } as const;
    if (isOverdue) journal.recordCare({ bindingId: guid(1), event: 'never-executed', from: null, care });
    clock.now = today;
    expect(archived()).toMatchObject({ entries: 0, file: '', held: 1 });
    expect(journal.find(guid(1))).not.toBeNull();
    expect(readdirSync(folder)).not.toContain('old.cda');
  });

  it('takes no binding whose request is being abandoned until the result is known', () => {
    const sending = { state: 'sending', reason: 'x', at: longAgo } as const;
    const unconfirmed = { state: 'unconfirmed', reason: 'x', at: longAgo, error: null, isOver: true } as const;
    for (const n of [1, 2]) {
      writeBinding(journal, n, STAYS, clock, bound);
      journal.recordAbandon({ bindingId: guid(n), from: null, abandon: sending });
    }
    journal.recordAbandon({ bindingId: guid(2), from: sending, abandon: unconfirmed });
    clock.now = today;
    const order = archiveOrder(file, { isCaredFor: false });
    expect(journal.archive(order)).toMatchObject({ entries: 0, held: 2 });
    expect(journal.abandoning().map(({ bindingId }) => bindingId)).toEqual([guid(1), guid(2)]);
    expect(journal.entriesOf(guid(2)).map(({ event }) => event)).toEqual([
      ...['intended', 'submitting', 'answered', 'abandon-sent', 'abandon-unconfirmed'],
    ]);
    clock.now = longAgo;
    const abandoned = { state: 'abandoned', reason: 'x', at: longAgo, by: 'found', status: 6, word: null } as const;
    journal.recordAbandon({ bindingId: guid(2), from: unconfirmed, abandon: abandoned });
    clock.now = today;
    expect(journal.archive(order)).toMatchObject({ bindings: 1, held: 1 });
    expect(journal.abandoning().map(({ bindingId }) => bindingId)).toEqual([guid(1)]);
  });

  it('takes the people and notes of the last run once it ended long enough ago', () => {
    journal.beginRun(markedRun(900, MARK, 1, 2));
    writeBinding(journal, 1, MARK, clock, bound);
    const aside = { step: 'set-aside', runId: guid(900), place: 2, ...requestOf(2), reason: 'operator', slipNumber: 1 } as const;
    expect(journal.stepRun({ ...aside, detail: MARK })).toBe(true);
    journal.stepRun({ step: 'ended', runId: guid(900) });
    clock.now = today;
    expect(journal.archive(archiveOrder(file, { isCaredFor: false }))).toMatchObject({ bindings: 1, entries: 6, held: 0 });
    expect(journal.lastRun()).toBeNull();
    expect(bytesOfJournal()).not.toContain(MARK);
    // The next run starts as usual.
    expect(journal.beginRun(markedRun(901, STAYS, 3))).toBe('begun');
    expect(journal.lastRun()?.run.runId).toBe(guid(901));
  });

  it.each([
    ['is in progress', null],
    ['ended too recently', today],
  ])('takes no run that %s and no binding in it', (_what, endedAt) => {
    writeBinding(journal, 5, MARK, clock, bound);
    journal.note('settings-changed', { keys: `${MARK}-note` });
    journal.beginRun(markedRun(900, STAYS, 1, 2));
    journal.note('settings-changed', { keys: `${MARK}-note` });
    writeBinding(journal, 1, STAYS, clock, bound);
    // A person who is in no run.
    writeBinding(journal, 6, MARK, clock, bound);
    clock.now = today;
    if (endedAt !== null) journal.stepRun({ step: 'ended', runId: guid(900) });
    const before = journal.lastRun();
    expect(before?.bindings).toHaveLength(1);
    expect(journal.archive(archiveOrder(file, { isCaredFor: false }))).toMatchObject({ bindings: 2, entries: 8, held: 1 });
    expect(journal.lastRun()).toEqual(before);
    journal.close();
    journal = openTestJournal(path, clock);
    expect(journal.lastRun()).toEqual(before);
    expect(journal.stepRun({ step: 'ended', runId: guid(900) })).toBe(endedAt === null);
  });

  it('takes a bound binding whose checks ended because the settings turn after-care off', () => {
    writeBinding(journal, 1, MARK, clock, bound);
    clock.now = today;
    expect(journal.archive(archiveOrder(file, { isCaredFor: false }))).toMatchObject({ bindings: 1 });
  });

  it('takes nothing with later news and nothing that is not yet in a backup', () => {
    writeBinding(journal, 1, MARK, clock, bound);
    writeBinding(journal, 2, MARK, clock, bound);
    clock.now = today;
    executeRequest(journal, 1, today);
    expect(journal.archive(archiveOrder(file, { isCaredFor: false, lastSeq: 5 }))).toMatchObject({ entries: 0, held: 2 });
  });

  it('takes nothing while the clock is behind the journal', () => {
    writeOldJournal(journal, 1, clock);
    expect(journal.archive(archiveOrder(file, { now: longAgo }))).toMatchObject({ outcome: 'failed', problem: 'clock' });
  });

  it('never overwrites an existing file', () => {
    writeOldJournal(journal, 1, clock);
    writeFileSync(file, 'mine');
    expect(journal.archive(archiveOrder(file))).toMatchObject({ outcome: 'failed', problem: 'exists' });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(journal.find(guid(1))).not.toBeNull();
  });

  it('takes nothing if the archive cannot be written', () => {
    writeOldJournal(journal, 1, clock);
    const nowhere = join(folder, 'no-such-folder', 'old.cda');
    expect(journal.archive(archiveOrder(nowhere))).toMatchObject({ outcome: 'failed', problem: 'file' });
    expect(journal.find(guid(1))).not.toBeNull();
    // The next attempt is not affected.
    expect(journal.archive(archiveOrder(file))).toMatchObject({ outcome: 'archived', bindings: 1, resumed: false });
  });
});

describe('the journal after archiving', () => {
  /** Written once; each test works on a copy. */
  let sample: string;
  beforeAll(() => {
    sample = join(testFolder('archive-sample'), 'journal.db');
    const time = { now: longAgo };
    const written = openTestJournal(sample, time);
    writeOldJournal(written, OLD, time);
    written.close();
  });
  beforeEach(() => {
    journal.close();
    open(today, sample);
    archived();
  });

  it('still knows that each archived card and request was bound here, and when, and claims no other', () => {
    for (let n = 1; n <= OLD; n += 1) {
      const claim = { bindingId: guid(n), confirmedAt: longAgo, archivedAt: today, file: 'old.cda' };
      expect(journal.archivedClaimOf(cardOf(n))).toEqual(claim);
      expect(journal.archivedClaimOf(requestOf(n))).toEqual(claim);
      expect(journal.claimOf(cardOf(n))).toBeNull();
    }
    expect(journal.archivedClaimOf(cardOf(OLD + 2))).toBeNull();
    expect(journal.archivedClaimOf(requestOf(999))).toBeNull();
  });

  it('prevents an archived card or request from being bound again', () => {
    const fresh = binding(900);
    expect(journal.intend({ ...fresh, cardId: binding(3).cardId })).toMatchObject({ outcome: 'card-archived', by: { bindingId: guid(3) } });
    expect(journal.intend({ ...fresh, request: binding(3).request })).toMatchObject({ outcome: 'request-archived' });
    expect(journal.find(fresh.bindingId)).toBeNull();
    expect(journal.intend(fresh)).toMatchObject({ outcome: 'written' });
  });

  it('releases the card but not the request once the server has retired the card', () => {
    const again = { ...binding(900), cardId: binding(3).cardId };
    expect(journal.intend(again, undefined, undefined, guid(4))).toMatchObject({ outcome: 'card-archived' });
    expect(journal.intend(again, undefined, undefined, guid(3))).toMatchObject({ outcome: 'written' });
    expect(journal.archivedClaimOf(cardOf(3))).toBeNull();
    expect(journal.archivedClaimOf(requestOf(3))).not.toBeNull();
    expect(journal.intend({ ...binding(901), cardId: binding(3).cardId })).toMatchObject({ outcome: 'card-claimed' });
    expect(
      journal
        .entries(0, 10_000)
        .map(({ body }) => body)
        .join(''),
    ).toContain('card-reused');
  });

  it('has a valid chain with the same numbers and hashes as before', () => {
    const before = openTestJournal(join(folder, 'same.db'), (clock = { now: longAgo }));
    writeOldJournal(before, OLD, clock);
    const hashes = before.entries(0, 10_000).map(({ hash }) => hash);
    before.close();
    expect(
      journal
        .entries(0, 10_000)
        .slice(0, hashes.length)
        .map(({ hash }) => hash),
    ).toEqual(hashes);
    journal.close();
    expect(checkCopy(path, null)).toMatchObject({ bindings: 3, entries: hashes.length + 1, first: hashes[0] });
    journal = openTestJournal(path, (clock = { now: today }));
  });

  it('contains no archived personal data in any byte of its files', () => {
    expect(bytesOfJournal()).not.toContain(MARK);
    expect(bytesOfJournal()).toContain(STAYS);
    expect(bytesOfJournal()).not.toContain(cardOf(3).cardId);
    expect(bytesOfJournal()).not.toContain(requestOf(3).requestId);
    // The archive contains it, unreadable without the passphrase.
    expect(readFileSync(file, 'latin1')).not.toContain(MARK);
    expect(textOfArchive()).toContain(MARK);
    journal.close();
    expect(bytesOfJournal()).not.toContain(MARK);
    journal = openTestJournal(path, clock);
  });

  it('continues to work: bindings move, it reopens, and a second archive takes newer ones', () => {
    recordStep(journal, { bindingId: guid(OLD + 1), event: 'answered', state: bound });
    journal.close();
    clock = { now: '2030-01-05T08:00:00.000Z' };
    journal = openTestJournal(path, clock);
    executeRequest(journal, OLD + 3, clock.now);
    const second = archiveOrder(join(folder, 'second.cda'), { before: '2027-01-05T08:00:00.000Z', now: clock.now });
    expect(journal.archive(second)).toMatchObject({ bindings: 1, held: 2 });
    journal.close();
    expect(checkCopy(path, null)).toMatchObject({ bindings: 2 });
    journal = openTestJournal(path, clock);
  });

  it('tells History and reports how much of a period is archived', () => {
    const of = (from: string | null, to: string | null) =>
      journal.search({ text: '', from, to, states: [], outcomes: [], before: null }).archived;
    expect(of(null, null)).toEqual({ bindings: OLD, before: cutoff });
    expect(of('2020-01-06T00:00:00.000Z', null)).toEqual({ bindings: 0, before: cutoff });
    expect(of('2025-06-01T00:00:00.000Z', null)).toBeUndefined();
    const report = new ReportFile(path, null);
    try {
      const day = { from: '2020-01-05T00:00:00.000Z', to: '2020-01-06T00:00:00.000Z', after: 0 };
      const page = report.read(day);
      expect(page).toMatchObject({ archived: { bindings: OLD, before: cutoff }, notes: [], next: null });
      expect(page.rows.map(({ bindingId }) => bindingId)).toEqual([guid(OLD + 1)]);
      expect(report.read({ ...day, from: today, to: '2026-01-06T00:00:00.000Z' }).archived).toBeUndefined();
    } finally {
      report.close();
    }
  });

  it('cannot be emptied in any other way', () => {
    const db = openDatabase(path, null, 1_000);
    try {
      for (const sql of [
        "UPDATE entries SET body = '{}' WHERE seq = 170",
        "UPDATE entries SET body = '{}', archived_by = 171 WHERE seq = 170",
        "UPDATE entries SET body = '[]', archived_by = (SELECT seq FROM archives) WHERE archived_by IS NULL",
        'DELETE FROM entries WHERE seq = 1',
        'UPDATE entries SET archived_by = NULL WHERE seq = 1',
      ])
        expect(() => db.exec(sql)).toThrow(/never/);
    } finally {
      db.close();
    }
  });
});

it('an encrypted journal is rewritten, too, and can be backed up and restored', () => {
  journal.close();
  const key = 'a'.repeat(64);
  path = join(folder, 'sealed.db');
  journal = openTestJournal(path, clock, key);
  writeOldJournal(journal, OLD, clock);
  expect(archived()).toMatchObject({ bindings: OLD, swept: true });
  expect(journal.archivedClaimOf(cardOf(1))).not.toBeNull();
  const backup = makeBackup({
    ...{ journal: path, key, passphrase: archiveKey, station: 'DESK-01', folder, now: today, clockJumped: false },
    ...{ workFolder: join(folder, 'work'), keepCount: 5, keepDays: 90 },
  });
  if (backup.outcome === 'failed') throw new Error(backup.detail);
  const to = join(folder, 'restored.db');
  expect(new BackupWorker().unpack(join(folder, backup.name), archivePassphrase, to)).toMatchObject({
    outcome: 'unpacked',
    facts: { bindings: 3 },
  });
  const restored = openTestJournal(to, clock, key);
  // With its own key, which was restored with it.
  expect(restored.archivedClaimOf(cardOf(OLD))).toMatchObject({ bindingId: guid(OLD) });
  restored.close();
});

it('a journal can be archived again after an older copy was restored', () => {
  writeOldJournal(journal, OLD, clock);
  const db = openDatabase(path, null, 1_000);
  db.prepare('VACUUM INTO ?').run(join(folder, 'put-back.db'));
  db.close();
  archived();
  journal.close();
  path = join(folder, 'put-back.db');
  journal = openTestJournal(path, clock);
  expect(journal.claimOf(cardOf(1))).toMatchObject({ bindingId: guid(1) });
  expect(journal.archive(archiveOrder(join(folder, 'again.cda')))).toMatchObject({ bindings: OLD, resumed: false });
});
