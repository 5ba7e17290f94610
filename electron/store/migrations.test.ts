import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { BindingState } from '../../shared/bindings.js';
import { binding, errors, guid, recordStep } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { JournalFile } from './journal-file.js';
import { migrations } from './migrations.js';

const later = '2026-01-05T09:00:00.000Z';
const sentAt = '2026-01-05T08:00:01.000Z';
const endedAt = '2026-01-05T08:00:02.000Z';

let folder: string;
let now: string;
beforeEach(() => {
  folder = testFolder('migrations');
});

/** Opens the journal with the schema as it was in a version. */
const open = (version: number): JournalFile =>
  new JournalFile({
    path: join(folder, 'journal.db'),
    key: null,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date(now),
    monotonicMs: () => 0,
    schema: migrations.slice(0, version),
  });

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

it('version 5 counts what was sent and is open as unanswered since it was sent, and leaves the rest as it is', () => {
  now = '2026-01-05T08:00:00.000Z';
  const old = open(4);
  states.forEach(([state], index) => {
    const bindingId = guid(index + 1);
    now = '2026-01-05T08:00:00.000Z';
    old.intend(binding(index + 1));
    now = sentAt;
    recordStep(old, { bindingId, event: 'submitting', state: { state: 'submitting', attempt: 1 } });
    now = endedAt;
    recordStep(old, { bindingId, event: 'ended', state });
  });
  // One whose sending is not told of, as a backup was restored since.
  old.intend(binding(100, waiting));
  old.close();

  const journal = open(5);
  states.forEach(([state, unanswered], index) => {
    expect(journal.find(guid(index + 1))?.state).toEqual(unanswered ? { ...state, unansweredAt: sentAt } : state);
  });
  expect(journal.find(guid(100))?.state).toEqual({ ...waiting, unansweredAt: endedAt });
  expect(journal.unsettled()).toHaveLength(6);
  // What older entries say can still be read, and the rows still move.
  expect(journal.entriesOf(guid(1)).map(({ event }) => event)).toEqual(['intended', 'submitting', 'ended']);
  recordStep(journal, { bindingId: guid(1), event: 'found', state: { state: 'bound', status: 'found', smartcardUri: 'u' } });
  journal.close();
});
