import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import { binding, errors, guid, recordStep } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { archiveOrder } from './archive.fixture.js';
import { canonicalJson, entryHash, FIRST_PREVIOUS_HASH } from './chain.js';
import { checkCopy } from './check-copy.js';
import { openDatabase } from './database.js';
import { JournalFile } from './journal-file.js';
import { isSettled } from './journal.js';
import { migrations } from './migrations.js';
import type { Run } from './run-records.js';
import { jsonOf } from './stored-view.js';

const later = '2026-01-05T09:00:00.000Z';
const sentAt = '2026-01-05T08:00:01.000Z';
const endedAt = '2026-01-05T08:00:02.000Z';

let folder: string;
let now: string;
beforeEach(() => {
  folder = testFolder('migrations');
});

/** Opens the journal with the schema of a version. */
const open = (version: number): JournalFile =>
  new JournalFile({
    path: join(folder, 'journal.db'),
    key: null,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date(now),
    monotonicMs: () => 0,
    schema: migrations.slice(0, version),
  });

/** Writes bindings as an older version did, whose schema this one can only migrate. */
function addRows(rows: readonly { readonly view: BindingView; readonly at: string; readonly claims?: number }[]): void {
  const file = openDatabase(join(folder, 'journal.db'), null);
  const entry = file.prepare('INSERT INTO entries (seq, body, previous_hash, hash) VALUES (?, ?, ?, ?)');
  const row = file.prepare(
    'INSERT INTO bindings (binding_id, request_id, card_id, claims, settled, first_seq, view) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  let previous = FIRST_PREVIOUS_HASH;
  rows.forEach(({ view, at, claims = 1 }, index) => {
    const seq = index + 1;
    const what = { operator: 'desk', station: 'DESK-01', event: 'intended', binding: jsonOf(view) };
    const body = canonicalJson({ seq, at, monotonicMs: 0, ...what });
    const hash = entryHash(previous, body);
    entry.run(seq, body, previous, hash);
    previous = hash;
    row.run(view.bindingId, view.request.requestId, view.cardId.text, claims, Number(isSettled(view.state)), seq, JSON.stringify(view));
  });
  file.close();
}

/** The table where this version stores what to check, in a journal of any version. */
function addCareTable(): void {
  const file = openDatabase(join(folder, 'journal.db'), null);
  file.exec('CREATE TABLE after_care (binding_id TEXT PRIMARY KEY, due_at TEXT NOT NULL, was_looked_at INTEGER NOT NULL) STRICT');
  file.close();
}

const waiting: BindingState = { state: 'waiting', attempt: 1, nextTryAt: later, mayHaveReached: true, error: errors.server, checks: 0 };
const states: readonly (readonly [BindingState, unanswered: boolean])[] = [
  [{ state: 'uncertain', attempt: 1, nextCheckAt: later, error: errors.timeout, checks: 0 }, true],
  [waiting, true],
  [{ state: 'attention', reason: 'conflict', evidence: 'e', error: null, attempt: 1 }, true],
  [{ state: 'attention', reason: 'conflict', evidence: 'e', error: null, attempt: 0 }, false],
  [{ ...waiting, mayHaveReached: false }, false],
  [{ state: 'bound', status: 204, smartcardUri: null }, false],
  [{ state: 'refused', error: errors.forbidden }, false],
  [{ state: 'withdrawn', reason: 'r' }, false],
];

it('migrating to version 5 treats what was sent and is open as unanswered since it was sent, and changes nothing else', () => {
  now = '2026-01-05T08:00:00.000Z';
  open(4).close();
  addCareTable();
  addRows([
    ...states.map((_, index) => ({ view: binding(index + 1), at: now })),
    // A binding without an entry about sending, because a backup was restored since.
    { view: binding(100, waiting), at: endedAt },
  ]);
  const old = open(4);
  states.forEach(([state], index) => {
    const bindingId = guid(index + 1);
    now = sentAt;
    recordStep(old, { bindingId, event: 'submitting', state: { state: 'submitting', attempt: 1 } });
    now = endedAt;
    recordStep(old, { bindingId, event: 'ended', state });
  });
  old.close();

  const journal = open(5);
  states.forEach(([state, unanswered], index) => {
    expect(journal.find(guid(index + 1))?.state).toEqual(unanswered ? { ...state, unansweredAt: sentAt } : state);
  });
  expect(journal.find(guid(100))?.state).toEqual({ ...waiting, unansweredAt: endedAt });
  expect(journal.unsettled()).toHaveLength(6);
  // Older entries can still be read, and the rows still change.
  expect(journal.entriesOf(guid(1)).map(({ event }) => event)).toEqual(['intended', 'submitting', 'ended']);
  recordStep(journal, { bindingId: guid(1), event: 'found', state: { state: 'bound', status: 'found', smartcardUri: 'u' } });
  journal.close();
});

it('migrating to version 6 returns the request to a binding whose card was bound again, unless another has it', () => {
  const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
  now = endedAt;
  open(5).close();
  addRows([
    { view: binding(1, bound), at: now, claims: 0 },
    { view: binding(2, bound), at: now, claims: 0 },
    { view: { ...binding(3), request: binding(2).request }, at: now },
    { view: binding(4, { state: 'refused', error: errors.forbidden }), at: now, claims: 0 },
  ]);
  const journal = open(6);
  const holderOf = (n: number) => journal.claimOf({ requestId: binding(n).request.requestId })?.bindingId;
  expect([1, 2, 4].map(holderOf)).toEqual([guid(1), guid(3), undefined]);
  for (const n of [1, 2, 4]) expect(journal.claimOf({ cardId: binding(n).cardId.text })).toBeNull();
  journal.close();
});

it('migrating to version 7 schedules checks for bindings of the last 30 days only', () => {
  const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
  now = endedAt;
  open(6).close();
  const daysAgo = (days: number): string => new Date(Date.now() - days * 24 * 3_600_000).toISOString();
  addRows([
    { view: { ...binding(1, bound), confirmedAt: daysAgo(31) }, at: now },
    { view: { ...binding(2, bound), confirmedAt: daysAgo(29) }, at: now },
    { view: { ...binding(3, waiting), confirmedAt: daysAgo(1) }, at: now },
  ]);
  const journal = open(7);
  const due = (): string | undefined =>
    journal.dueForCare({ now: daysAgo(-1), boundBefore: daysAgo(-1), tooFarAhead: daysAgo(-2) })?.bindingId;
  expect(due()).toBe(guid(2));
  journal.putOffCare(guid(2), daysAgo(-1.5));
  expect(due()).toBeUndefined();
  expect(journal.careCounts(daysAgo(90))).toEqual({ executed: 0, neverExecuted: 0 });
  journal.close();
});

it('migrating to version 8 starts without abandoned requests and records later ones', () => {
  now = endedAt;
  open(7).close();
  addRows([{ view: binding(1, { state: 'bound', status: 204, smartcardUri: null }), at: now }]);
  const journal = open(8);
  expect([journal.abandoning(), journal.careMatters()]).toEqual([[], []]);
  const sending = { state: 'sending', reason: 'wrong card', at: now } as const;
  expect(journal.recordAbandon({ bindingId: guid(1), from: null, abandon: sending }).outcome).toBe('written');
  expect(journal.abandoning().map(({ bindingId }) => bindingId)).toEqual([guid(1)]);
  journal.close();
});

/** A run of the requests of the bindings with these numbers. */
const runOf = (id: number, ...numbers: readonly number[]): Run => ({
  ...{ runId: guid(id), source: { from: 'list' } },
  items: numbers.map((number) => ({ request: binding(number).request, approvedStatus: 3, prepared: null, fault: null })),
});

it('migrating to version 9 keeps the bindings and accepts a run', () => {
  now = endedAt;
  open(8).close();
  addRows([{ view: binding(1), at: now }]);
  const journal = open(migrations.length);
  expect(journal.find(guid(1))).toEqual(binding(1));
  expect(journal.lastRun()).toBeNull();
  expect(journal.beginRun(runOf(900, 2))).toBe('begun');
  journal.close();
});

it('migrating to version 10 keeps entries, bindings, run and abandoning, and can archive old entries', () => {
  const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
  now = endedAt;
  open(9).close();
  addRows([
    { view: binding(1, bound), at: now },
    { view: binding(2, bound), at: now },
    { view: binding(3, waiting), at: now },
  ]);
  const path = join(folder, 'journal.db');
  const old = open(9);
  const sending = { state: 'sending', reason: 'wrong card', at: now } as const;
  old.recordAbandon({ bindingId: guid(2), from: null, abandon: sending });
  old.note('run-begun', { runId: guid(900), from: 'list', people: 2 });
  old.close();
  const file = openDatabase(path, null);
  file.prepare('INSERT INTO runs (run_id, begun_seq, run) VALUES (?, 5, ?)').run(guid(900), JSON.stringify(runOf(900, 4, 5)));
  file.close();
  const before = checkCopy(path, null);

  now = '2026-06-05T08:00:00.000Z';
  const journal = open(migrations.length);
  const lastRun = journal.lastRun();
  expect(lastRun).toMatchObject({ run: runOf(900, 4, 5), begunAt: endedAt, ended: null, bindings: [] });
  expect(checkCopy(path, null)).toEqual(before);
  expect(journal.find(guid(1))).toEqual(binding(1, bound));
  expect(journal.abandoning().map(({ bindingId }) => bindingId)).toEqual([guid(2)]);
  expect(journal.lastRun()).toEqual(lastRun);
  expect(journal.entries(0, 100).map(({ archivedBy }) => archivedBy)).toEqual([1, 2, 3, 4, 5].map(() => undefined));
  expect(journal.archivedClaimOf({ cardId: binding(1).cardId.text })).toBeNull();
  const order = archiveOrder(join(folder, 'old.cda'), { before: '2026-03-01T00:00:00.000Z', isCaredFor: false, now });
  expect(journal.archive(order)).toMatchObject({ bindings: 1, entries: 1, held: 2 });
  expect(journal.archivedClaimOf({ cardId: binding(1).cardId.text })).toMatchObject({ bindingId: guid(1) });
  expect(journal.lastRun()).toEqual(lastRun);
  journal.close();
  expect(checkCopy(path, null)).toMatchObject({ entries: before.entries + 1, first: before.first, bindings: 2 });
});

it('migrating to version 11 finds the same bindings, and works although a text is not JSON', () => {
  now = endedAt;
  open(10).close();
  addRows([
    { view: binding(1, { state: 'bound', status: 204, smartcardUri: null }), at: now },
    { view: binding(2, waiting), at: now },
  ]);
  const path = join(folder, 'journal.db');
  const checkpoint = openDatabase(path, null);
  checkpoint.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  checkpoint.close();
  // Writes the bytes of the file: SQLite itself would not write such a row during the migration.
  const file = readFileSync(path, 'latin1');
  const cut = JSON.stringify(binding(2, waiting)).slice(0, -2);
  expect(file).toContain(cut);
  writeFileSync(path, file.replaceAll(`${cut}}}`, `${cut}  `), 'latin1');
  expect(() => open(10)).toThrow('malformed JSON');

  const journal = open(11);
  expect(journal.search({ text: '', from: null, to: null, states: ['bound'], outcomes: [], before: null }).bindings).toEqual([
    binding(1, { state: 'bound', status: 204, smartcardUri: null }),
  ]);
  expect(journal.unsettled()).toEqual([]);
  expect(journal.unreadable()).toEqual([{ entry: 2, isPairKnown: true, isSettled: false, slipNumber: null }]);
  journal.close();
});
