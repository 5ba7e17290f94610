import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Approval } from '../../shared/approvals.js';
import type { BindingState } from '../../shared/bindings.js';
import { binding, errors, guid, recordStep } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { entryHash, FIRST_PREVIOUS_HASH } from './chain.js';
import { JournalFile, type JournalFileDeps } from './journal-file.js';
import { JournalError } from './journal.js';
import { migrations } from './migrations.js';

let folder: string;
let journal: JournalFile;
const options = (key: string | null = null): JournalFileDeps => ({
  path: join(folder, 'journal.db'),
  key,
  context: { operator: 'desk', station: 'DESK-01' },
  now: () => new Date('2026-01-05T08:00:00.000Z'),
  monotonicMs: () => 42.4,
});
const open = (key?: string): JournalFile => new JournalFile(options(key));

beforeEach(() => {
  folder = testFolder('journal');
  journal = open();
});
afterEach(() => {
  journal.close();
});

describe('the journal file', () => {
  it('keeps an intent across a restart as an unsettled binding', () => {
    expect(journal.intend(binding(1))).toEqual({ outcome: 'written', binding: binding(1) });
    journal.close();
    journal = open();
    expect(journal.unsettled()).toEqual([binding(1)]);
    expect(journal.newest(10)).toEqual([binding(1)]);
  });

  it('transfers the card of a bound binding to the one that reuses it, with an entry, and of no other', () => {
    journal.intend(binding(1));
    const again = { ...binding(2), cardId: binding(1).cardId };
    expect(journal.intend(again, undefined, undefined, binding(1).bindingId)).toMatchObject({ outcome: 'card-claimed' });
    const bound = { state: 'bound', status: 204, smartcardUri: null } as const;
    journal.record({
      bindingId: binding(1).bindingId,
      event: 'submitting',
      from: { state: 'intended' },
      state: { state: 'submitting', attempt: 1 },
    });
    journal.record({ bindingId: binding(1).bindingId, event: 'answered', from: { state: 'submitting', attempt: 1 }, state: bound });
    expect(journal.intend(again, undefined, undefined, guid(77))).toMatchObject({ outcome: 'card-claimed' });
    expect(journal.intend(again, undefined, undefined, binding(1).bindingId)).toMatchObject({ outcome: 'written' });
    expect(journal.claimOf({ cardId: binding(1).cardId.text })?.bindingId).toBe(again.bindingId);
    expect(journal.lastNote('card-reused')).toMatchObject({ earlier: binding(1).bindingId, bindingId: again.bindingId });
  });

  it('keeps the claim to the request of a binding whose card was bound again, also across a restart', () => {
    const card = binding(1).cardId;
    const bind = (n: number, reuses?: string): void => {
      expect(journal.intend({ ...binding(n), cardId: card }, undefined, undefined, reuses)).toMatchObject({ outcome: 'written' });
      recordStep(journal, { bindingId: binding(n).bindingId, event: 'found', state: { state: 'bound', status: 204, smartcardUri: null } });
    };
    bind(1);
    bind(2, binding(1).bindingId);
    bind(3, binding(2).bindingId);
    journal.close();
    journal = open();
    for (const n of [1, 2, 3]) {
      expect(journal.claimOf({ requestId: binding(n).request.requestId })?.bindingId).toBe(binding(n).bindingId);
      expect(journal.intend({ ...binding(9), request: binding(n).request })).toMatchObject({ outcome: 'request-claimed' });
    }
    expect(journal.claimOf({ cardId: card.text })?.bindingId).toBe(binding(3).bindingId);
    expect(journal.intend({ ...binding(9), cardId: card }, undefined, undefined, binding(1).bindingId)).toMatchObject({
      outcome: 'card-claimed',
    });
  });

  it('rejects a second binding of a claimed request or card', () => {
    journal.intend(binding(1));
    expect(journal.intend({ ...binding(2), request: binding(1).request })).toEqual({ outcome: 'request-claimed', by: binding(1) });
    expect(journal.intend({ ...binding(2), cardId: binding(1).cardId })).toEqual({ outcome: 'card-claimed', by: binding(1) });
    expect(journal.newest(10)).toHaveLength(1);
  });

  it('still rejects it once bound, and releases request and card when refused', () => {
    journal.intend(binding(1));
    recordStep(journal, { bindingId: binding(1).bindingId, event: 'answered', state: { state: 'bound', status: 204, smartcardUri: null } });
    expect(journal.intend({ ...binding(2), request: binding(1).request }).outcome).toBe('request-claimed');
    journal.intend(binding(3));
    recordStep(journal, { bindingId: binding(3).bindingId, event: 'failed', state: { state: 'refused', error: errors.forbidden } });
    expect(journal.intend({ ...binding(4), request: binding(3).request, cardId: binding(3).cardId }).outcome).toBe('written');
    expect(journal.unsettled().map((row) => row.bindingId)).toEqual([binding(4).bindingId]);
  });

  it('writes an intent and its first step as two entries, both or neither', () => {
    const step = {
      bindingId: binding(1).bindingId,
      event: 'submitting',
      from: { state: 'intended' },
      state: { state: 'submitting', attempt: 1 },
    } as const;
    expect(journal.intend(binding(1), undefined, step)).toEqual({ outcome: 'written', binding: { ...binding(1), state: step.state } });
    expect(journal.entriesOf(binding(1).bindingId).map(({ event, state }) => `${event} ${state.state}`)).toEqual([
      'intended intended',
      'submitting submitting',
    ]);
    expect(journal.unsettled()).toMatchObject([{ state: step.state }]);
    const before = journal.entries(0, 100).length;
    // With a claim by another binding, or a step of an unknown one, neither is written.
    expect(journal.intend({ ...binding(2), request: binding(1).request }, undefined, step).outcome).toBe('request-claimed');
    expect(() => journal.intend(binding(3), undefined, { ...step, bindingId: guid(999) })).toThrow(JournalError);
    expect(() => journal.intend(binding(3), undefined, { ...step, bindingId: binding(3).bindingId, from: step.state })).toThrow(
      JournalError,
    );
    expect(journal.entries(0, 100)).toHaveLength(before);
    expect(journal.find(binding(3).bindingId)).toBeNull();
  });

  it('writes a step only from the stored state, and else returns the stored binding', () => {
    const { bindingId } = binding(1);
    const error = { ...errors.unreached };
    const waiting: BindingState = {
      state: 'waiting',
      attempt: 1,
      nextTryAt: '2026-01-05T08:00:05.000Z',
      mayHaveReached: false,
      error,
      checks: 0,
    };
    const submitting: BindingState = { state: 'submitting', attempt: 1 };
    journal.intend(binding(1));
    expect(journal.record({ bindingId, event: 'submitting', from: { state: 'intended' }, state: submitting })).toEqual({
      outcome: 'written',
      binding: { ...binding(1), state: submitting },
    });
    journal.record({ bindingId, event: 'failed', from: submitting, state: waiting });
    journal.close();
    journal = open();
    const before = journal.entries(0, 100);
    const stale: BindingState[] = [
      { state: 'intended' },
      submitting,
      { ...waiting, attempt: 2 },
      { ...waiting, nextTryAt: '2026-01-05T08:00:06.000Z' },
    ];
    for (const from of stale) {
      expect(journal.record({ bindingId, event: 'submitting', from, state: { state: 'submitting', attempt: 2 } })).toEqual({
        outcome: 'moved-on',
        binding: { ...binding(1), state: waiting },
      });
    }
    expect(journal.entries(0, 100)).toEqual(before);
    // The order of a state's keys does not matter.
    const sameState = { checks: 0, error, mayHaveReached: false, nextTryAt: waiting.nextTryAt, attempt: 1, state: 'waiting' } as const;
    expect(journal.record({ bindingId, event: 'submitting', from: sameState, state: { state: 'submitting', attempt: 2 } }).outcome).toBe(
      'written',
    );
  });

  it.each<BindingState>([
    { state: 'bound', status: 204, smartcardUri: null },
    { state: 'withdrawn', reason: 'wrong card' },
    { state: 'given-up', reason: 'elsewhere' },
  ])('never changes a binding that is $state, whatever the step says', (state) => {
    const { bindingId } = binding(1);
    journal.intend(binding(1));
    recordStep(journal, { bindingId, event: 'ended', state });
    for (const from of [state, { state: 'intended' }] as const) {
      expect(journal.record({ bindingId, event: 'submitting', from, state: { state: 'submitting', attempt: 1 } })).toEqual({
        outcome: 'moved-on',
        binding: { ...binding(1), state },
      });
    }
    expect(journal.record({ bindingId, event: 'given-up', from: state, state: { state: 'given-up', reason: 'again' } }).outcome).toBe(
      'moved-on',
    );
    expect(journal.entriesOf(bindingId).map(({ event }) => event)).toEqual(['intended', 'ended']);
  });

  it('lets a refused binding be given up but never claim its request again', () => {
    const { bindingId } = binding(1);
    const refused: BindingState = { state: 'refused', error: errors.forbidden };
    journal.intend(binding(1));
    recordStep(journal, { bindingId, event: 'failed', state: refused });
    expect(journal.record({ bindingId, event: 'submitting', from: refused, state: { state: 'submitting', attempt: 2 } }).outcome).toBe(
      'moved-on',
    );
    expect(journal.record({ bindingId, event: 'given-up', from: refused, state: { state: 'given-up', reason: 'r' } }).outcome).toBe(
      'written',
    );
  });

  it('writes an approval right before what was approved, among the entries of the binding, both or neither', () => {
    const approval: Approval = {
      approvalId: guid(9),
      approver: 'EXAMPLE\\noor',
      role: 'supervisor',
      refusals: ['person-unresolved'],
      reason: 'known here',
    };
    journal.intend(binding(1), approval);
    recordStep(journal, {
      bindingId: binding(1).bindingId,
      event: 'given-up',
      state: { state: 'given-up', reason: 'elsewhere' },
      approval: { ...approval, refusals: [] },
    });
    const story = journal.entriesOf(binding(1).bindingId);
    expect(story.map(({ event, state, approval: by }) => `${event} ${state.state} ${by?.approver ?? '-'}`)).toEqual([
      'approved intended EXAMPLE\\noor',
      'intended intended -',
      'approved intended EXAMPLE\\noor',
      'given-up given-up -',
    ]);
    expect(story[0]?.approval).toEqual(approval);
    // With a claim by another binding, neither the approval nor the intent is written.
    journal.intend(binding(3));
    const before = journal.entries(0, 100).length;
    expect(journal.intend({ ...binding(4), request: binding(3).request }, approval).outcome).toBe('request-claimed');
    expect(() =>
      recordStep(journal, { bindingId: guid(999), event: 'given-up', state: { state: 'given-up', reason: 'x' }, approval }),
    ).toThrow(JournalError);
    expect(journal.entries(0, 100)).toHaveLength(before);
  });

  it('links every entry to the one before by its hash', () => {
    journal.intend(binding(1));
    recordStep(journal, { bindingId: binding(1).bindingId, event: 'submitting', state: { state: 'submitting', attempt: 1 } });
    const entries = journal.entries(0, 10);
    expect(entries.map((entry) => entry.seq)).toEqual([1, 2]);
    let previous = FIRST_PREVIOUS_HASH;
    for (const entry of entries) {
      expect(entry.previousHash).toBe(previous);
      expect(entry.hash).toBe(entryHash(previous, entry.body));
      previous = entry.hash;
    }
    expect(JSON.parse(entries[1]?.body ?? '')).toMatchObject({
      seq: 2,
      at: '2026-01-05T08:00:00.000Z',
      monotonicMs: 42,
      operator: 'desk',
      station: 'DESK-01',
      event: 'submitting',
      binding: { bindingId: binding(1).bindingId, state: { state: 'submitting', attempt: 1 } },
    });
  });

  it('writes nothing for a step of an unknown binding', () => {
    expect(() =>
      recordStep(journal, { bindingId: binding(9).bindingId, event: 'submitting', state: { state: 'submitting', attempt: 1 } }),
    ).toThrow(JournalError);
    expect(journal.entries(0, 10)).toEqual([]);
  });

  it('rejects every call after it was closed, without crashing the process', () => {
    journal.close();
    expect(() => journal.intend(binding(1))).toThrow(JournalError);
    expect(() => journal.find(binding(1).bindingId)).toThrow(JournalError);
    expect(() => {
      journal.groupCommit([() => undefined]);
    }).toThrow(JournalError);
    journal = open();
    expect(journal.newest(10)).toEqual([]);
  });

  it('reveals nothing in its encrypted files and opens only with its own key', () => {
    journal.close();
    folder = testFolder('journal-encrypted');
    journal = open('a'.repeat(64));
    journal.intend(binding(1));
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name)).toString('latin1');
      expect(bytes).not.toContain('Noor van der Velden');
      expect(bytes).not.toContain(binding(1).cardId.text);
    }
    journal.close();
    expect(() => open('b'.repeat(64))).toThrow(expect.objectContaining({ problem: 'damaged' }));
    journal = open('a'.repeat(64));
    expect(journal.unsettled()).toEqual([binding(1)]);
  });

  it('includes notes without a binding in the chain', () => {
    journal.note('opened', { version: '1.0.0' });
    expect(JSON.parse(journal.entries(0, 1)[0]?.body ?? '')).toMatchObject({ seq: 1, event: 'opened', facts: { version: '1.0.0' } });
  });

  it('records a jump of the wall clock before the next entry, also across a restart', () => {
    const eventsAt = (times: readonly [wall: string, monotonicMs: number][]): void => {
      let [wall, monotonicMs] = ['', 0];
      journal.close();
      journal = new JournalFile({ ...options(), now: () => new Date(wall), monotonicMs: () => monotonicMs });
      for ([wall, monotonicMs] of times) journal.note('opened', {});
    };
    eventsAt([
      ['2026-01-05T08:00:00.000Z', 0],
      ['2026-01-05T08:01:00.000Z', 60_000],
      ['2026-01-05T07:02:00.000Z', 120_000],
    ]);
    eventsAt([['2026-01-04T07:02:00.000Z', 7]]);
    const written = journal.entries(0, 10).map(({ body }) => JSON.parse(body) as { event: string; facts: unknown });
    expect(written.map(({ event, facts }) => [event, facts])).toEqual([
      ['opened', {}],
      ['opened', {}],
      ['clock-jumped', { jumpMs: -3_600_000 }],
      ['opened', {}],
      ['clock-jumped', { jumpMs: -86_400_000 }],
      ['opened', {}],
    ]);
  });

  it('lets no entry be changed or removed by SQL', () => {
    journal.intend(binding(1));
    journal.close();
    const db = new Database(join(folder, 'journal.db'));
    expect(() => db.prepare("UPDATE entries SET body = '{}'").run()).toThrow(/never changed/);
    expect(() => db.prepare('DELETE FROM entries').run()).toThrow(/never removed/);
    db.close();
    journal = open();
  });

  it('cannot be opened twice', () => {
    journal.intend(binding(1));
    expect(() => open()).toThrow(expect.objectContaining({ problem: 'in-use' }));
  });

  it('rejects a journal of a newer version and leaves it unchanged', () => {
    journal.close();
    const db = new Database(join(folder, 'journal.db'));
    db.exec('PRAGMA user_version = 999');
    expect(() => open()).toThrow(expect.objectContaining({ problem: 'too-new' }));
    db.exec(`PRAGMA user_version = ${String(migrations.length)}`);
    db.close();
    journal = open();
  });

  it('tells a file that is not a database from one that cannot be opened', () => {
    const path = join(folder, 'other.db');
    writeFileSync(path, 'This is no database. '.repeat(1_000));
    expect(() => new JournalFile({ ...options(), path })).toThrow(expect.objectContaining({ problem: 'damaged' }));
    expect(() => new JournalFile({ ...options(), path: join(folder, 'missing', 'x.db') })).toThrow(
      expect.objectContaining({ problem: 'unusable' }),
    );
  });
});
