import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BindingView } from '../../shared/bindings.js';
import type { HistoryQuery } from '../../shared/history.js';
import { binding, errors, guid, recordStep } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { canonicalJson, entryHash, FIRST_PREVIOUS_HASH, type Json } from './chain.js';
import { JournalFile } from './journal-file.js';
import { migrations } from './migrations.js';

let folder: string;
let journal: JournalFile | null = null;
const open = (): JournalFile =>
  (journal = new JournalFile({
    path: join(folder, 'journal.db'),
    key: null,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date('2026-01-05T08:00:00.000Z'),
    monotonicMs: () => 42,
  }));
beforeEach(() => {
  folder = testFolder('history');
});
afterEach(() => {
  journal?.close();
  journal = null;
});

const everything: HistoryQuery = { text: '', from: null, to: null, states: [], outcomes: [], before: null };
const of = (n: number, name: string, confirmedAt: string): BindingView => {
  const made = binding(n);
  return {
    ...made,
    confirmedAt,
    request: {
      ...made.request,
      person: { state: 'resolved', userId: guid(n), name, account: `acc${String(n)}`, department: 'Onthaal', employeeId: '' },
    },
  };
};
const found = (file: JournalFile, query: Partial<HistoryQuery>): string =>
  file
    .search({ ...everything, ...query })
    .bindings.map(({ bindingId }) => String(Number.parseInt(bindingId.slice(-4), 16)))
    .join(' ');

describe('the history', () => {
  it('finds bindings by words without accents, by time and by state, newest first', () => {
    const file = open();
    file.intend(of(1, 'Zoë Müller-Weiß', '2026-01-03T10:00:00.000Z'));
    file.intend(of(2, 'Anouk van den Berghe', '2026-01-04T10:00:00.000Z'));
    file.intend(of(3, 'Zoë Peeters', '2026-01-05T10:00:00.000Z'));
    recordStep(file, { bindingId: guid(2), event: 'failed', state: { state: 'refused', error: errors.forbidden } });
    expect(found(file, {})).toBe('3 2 1');
    expect(found(file, { text: 'zoe' })).toBe('3 1');
    expect(found(file, { text: 'WEISS zoë' })).toBe('1');
    expect(found(file, { text: 'acc2' })).toBe('2');
    expect(found(file, { text: binding(3).cardId.text })).toBe('3');
    expect(found(file, { text: binding(1).request.requestId })).toBe('1');
    expect(found(file, { text: '100%' })).toBe('');
    expect(found(file, { states: ['refused'] })).toBe('2');
    expect(found(file, { states: ['refused', 'intended'], text: 'zoe' })).toBe('3 1');
    expect(found(file, { from: '2026-01-04T10:00:00.000Z' })).toBe('3 2');
    expect(found(file, { from: '2026-01-04T11:00:00+01:00', to: '2026-01-05T10:00:00.000Z' })).toBe('2');
  });

  it('finds bound requests by their outcome, and none of unknown outcome', () => {
    const file = open();
    const outcomes = ['executed', 'overdue', 'never-executed', null] as const;
    for (const [index, outcome] of outcomes.entries()) {
      const bindingId = guid(index + 1);
      file.intend(binding(index + 1));
      recordStep(file, { bindingId, event: 'answered', state: { state: 'bound', status: 204, smartcardUri: null } });
      if (outcome === null) continue;
      const care = { outcome, status: 3, difference: null, evidence: '', at: '2026-01-12T08:00:00.000Z', closed: null };
      expect(file.recordCare({ bindingId, event: 'differs', from: null, care }).outcome).toBe('written');
    }
    expect(found(file, { outcomes: ['executed'] })).toBe('1');
    expect(found(file, { states: ['bound'], outcomes: ['overdue', 'never-executed'] })).toBe('3 2');
    expect(found(file, { states: ['refused'], outcomes: ['executed'] })).toBe('');
    expect(found(file, { states: ['bound'] })).toBe('4 3 2 1');
  });

  it('has pages without gaps or repetitions while new bindings are made', () => {
    const file = open();
    for (let n = 1; n <= 250; n += 1) file.intend(binding(n));
    const first = file.search(everything);
    expect(first).toMatchObject({ total: 250, next: expect.any(Number) as number });
    file.intend(binding(251));
    const second = file.search({ ...everything, before: first.next });
    const third = file.search({ ...everything, before: second.next });
    expect(third.next).toBeNull();
    const ids = [first, second, third].flatMap((page) => page.bindings.map(({ bindingId }) => bindingId));
    expect(ids).toEqual(Array.from({ length: 250 }, (_, index) => guid(250 - index)));
  });

  it('returns all entries of a binding and no others', () => {
    const file = open();
    file.note('opened', { version: '1' });
    file.intend(binding(1));
    file.intend(binding(2));
    recordStep(file, { bindingId: guid(1), event: 'submitting', state: { state: 'submitting', attempt: 1 } });
    recordStep(file, { bindingId: guid(1), event: 'answered', state: { state: 'bound', status: 204, smartcardUri: null } });
    expect(file.entriesOf(guid(1))).toMatchObject([
      { seq: 2, event: 'intended', operator: 'desk', station: 'DESK-01', at: '2026-01-05T08:00:00.000Z', state: { state: 'intended' } },
      { seq: 4, event: 'submitting', state: { attempt: 1 } },
      { seq: 5, event: 'answered', state: { state: 'bound' } },
    ]);
    expect(file.entriesOf(guid(1)).at(-1)?.hash).toBe(file.entries(4, 1)[0]?.hash);
    expect(file.entriesOf(guid(9))).toEqual([]);
    expect(file.health()).toMatchObject({ entries: 5, bindings: 2, unsettled: 1, head: file.entries(4, 1)[0]?.hash });
    expect(file.health().sizeBytes).toBeGreaterThan(4_096);
  });
});

it('searches a journal of the first version, which stays as it was', () => {
  const path = join(folder, 'journal.db');
  const old = new Database(path);
  old.exec('PRAGMA journal_mode=WAL');
  old.exec(migrations[0] ?? '');
  old.exec('PRAGMA user_version = 1');
  const before = of(1, 'Zoë Müller', '2026-01-03T10:00:00.000Z');
  const body = canonicalJson({
    seq: 1,
    at: before.confirmedAt,
    monotonicMs: 1,
    operator: 'desk',
    station: 'D',
    event: 'intended',
    binding: JSON.parse(JSON.stringify(before)) as Json,
  });
  old
    .prepare('INSERT INTO entries (seq, body, previous_hash, hash) VALUES (1, ?, ?, ?)')
    .run(body, FIRST_PREVIOUS_HASH, entryHash(FIRST_PREVIOUS_HASH, body));
  old
    .prepare('INSERT INTO bindings (binding_id, request_id, card_id, claims, settled, first_seq, view) VALUES (?, ?, ?, 1, 0, 1, ?)')
    .run(before.bindingId, before.request.requestId, before.cardId.text, JSON.stringify(before));
  old.close();

  const file = open();
  expect(found(file, { text: 'muller' })).toBe('1');
  expect(file.entriesOf(before.bindingId)).toHaveLength(1);
  file.intend(binding(2));
  expect(found(file, {})).toBe('2 1');
  expect(readdirSync(folder)).toContain('journal.db.version-1.backup');
});
