import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { binding } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { JournalFile } from './journal-file.js';
import { JournalError } from './journal.js';
import { runGrouped, type GroupCommitStore, type QueuedCall } from './group-commit.js';

let folder: string;
let journal: JournalFile;
const open = (): JournalFile =>
  new JournalFile({
    path: join(folder, 'journal.db'),
    key: null,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date(0),
    monotonicMs: () => 0,
  });
beforeEach(() => {
  folder = testFolder('together');
  journal = open();
});
afterEach(() => {
  journal.close();
});

/** The callers' results, in order. */
let told: unknown[] = [];
beforeEach(() => {
  told = [];
});
const call = (run: () => unknown, writes = true): QueuedCall => ({
  writes,
  run,
  done: (value) => told.push(value),
  failed: (error) => told.push(error instanceof Error ? error.message : error),
});
const intent = (n: number): QueuedCall => call(() => journal.intend(binding(n)).outcome);
const lost = call(() =>
  journal.record({
    bindingId: binding(99).bindingId,
    event: 'submitting',
    from: { state: 'intended' },
    state: { state: 'submitting', attempt: 1 },
  }),
);
/** Counts the transactions and may fail one. */
const counted = (fails = false): GroupCommitStore & { transactions: number } => ({
  transactions: 0,
  groupCommit(writes) {
    this.transactions += 1;
    journal.groupCommit(
      fails
        ? [
            ...writes,
            () => {
              throw new JournalError('unusable', 'no space');
            },
          ]
        : writes,
    );
  },
});

describe('consecutive writes', () => {
  it('share one transaction, in order, and their callers are answered afterwards', () => {
    const store = counted();
    runGrouped(store, [intent(1), intent(2), intent(1), intent(3)]);
    expect(told).toEqual(['written', 'written', 'request-claimed', 'written']);
    expect(store.transactions).toBe(1);
    expect(journal.entries(0, 10).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('answer no caller before all of them are on the disk', () => {
    const before: number[] = [];
    const store: GroupCommitStore = {
      groupCommit: (writes) => {
        journal.groupCommit(writes);
        before.push(told.length);
      },
    };
    runGrouped(store, [intent(1), intent(2)]);
    expect(before).toEqual([0]);
  });

  it('undo only the one that fails', () => {
    runGrouped(journal, [intent(1), lost, intent(2)]);
    expect(told).toEqual(['written', `No binding ${binding(99).bindingId}`, 'written']);
    expect(journal.newest(10)).toEqual([binding(2), binding(1)]);
  });

  it('run one by one if the group cannot be written', () => {
    runGrouped(counted(true), [intent(1), lost, intent(2)]);
    expect(told).toEqual(['written', `No binding ${binding(99).bindingId}`, 'written']);
    expect(journal.entries(0, 10)).toHaveLength(2);
  });

  it('let a read between them see what was written before it and nothing later', () => {
    const store = counted();
    const read = call(() => journal.newest(10).length, false);
    runGrouped(store, [intent(1), intent(2), read, intent(3), read]);
    expect(told).toEqual(['written', 'written', 2, 'written', 3]);
    expect(store.transactions).toBe(1);
  });

  it('are all in the journal after a restart', () => {
    runGrouped(journal, [intent(1), intent(2), intent(3)]);
    journal.close();
    journal = open();
    expect(journal.unsettled().map(({ bindingId }) => bindingId)).toEqual([1, 2, 3].map((n) => binding(n).bindingId));
  });
});
