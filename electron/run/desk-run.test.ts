import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RequestFacts } from '../../shared/bindable.js';
import type { BindingView } from '../../shared/bindings.js';
import type { PreparedOutcome, PreparedRow } from '../../shared/prepared.js';
import { fail, ok } from '../../shared/result.js';
import type { RunState } from '../../shared/run.js';
import { binding, errors, guid, requestAtServer } from '../bindings/bindings.fixture.js';
import type { CmRequest } from '../cm/client.js';
import type { CmError } from '../../shared/errors.js';
import type { Result } from '../../shared/result.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { emptyBindableContext, type ShownRequest } from '../requests/why-not-bindable.js';
import type { Journal } from '../store/journal.js';
import { JournalFile } from '../store/journal-file.js';
import { deskRun, type DeskRun } from './desk-run.js';

const facts: RequestFacts = {
  ...{ stage: 'approved' as const, isSmartcard: true, hasNewCard: false, hasOldCard: false },
  ...{ isEnrollmentAgent: true, isVirtual: false },
};
const shown = (number: number): ShownRequest => ({
  view: {
    ...binding(number).request,
    facts,
  },
  approvedStatus: 3,
});
const idOf = (number: number): string => shown(number).view.requestId;

let list: Map<string, ShownRequest>;
let answers: Map<string, Result<CmRequest, CmError>>;
let asked: string[];
let told: (RunState | null)[];
let lines: Map<string, readonly PreparedRow[]>;
let file: JournalFile;
let isCurrent: boolean;
/** The server's delayed answer instead of `answers`; null: it answers at once. */
let late: Promise<Result<CmRequest, CmError>> | null;
let folder: string;

beforeEach(() => {
  list = new Map([1, 2, 3, 4].map((number) => [idOf(number), shown(number)]));
  answers = new Map();
  asked = [];
  told = [];
  lines = new Map();
  isCurrent = true;
  late = null;
  folder = testFolder('desk-run');
  file = new JournalFile({
    ...{ path: join(folder, 'journal.db'), key: null, context: { operator: 'desk', station: 'DESK-01' } },
    ...{ now: () => new Date('2026-01-05T08:00:00.000Z'), monotonicMs: () => 0 },
  });
  return () => {
    file.close();
  };
});

function desk(): DeskRun {
  const journal: Pick<Journal, 'beginRun' | 'stepRun' | 'lastRun'> = {
    beginRun: (run) => Promise.resolve(file.beginRun(run)),
    stepRun: (step) => Promise.resolve(file.stepRun(step)),
    lastRun: () => Promise.resolve(file.lastRun()),
  };
  let ids = 0x900;
  let slip = 40;
  return deskRun({
    journal,
    cm: {
      getRequest: (requestId) => {
        asked.push(requestId);
        return late ?? Promise.resolve(answers.get(requestId) ?? fail(errors.timeout));
      },
    },
    stream: {
      tell: ({ run }) => {
        told.push(run ?? null);
      },
    },
    dialogs: {
      chooseFile: () => Promise.resolve(join(folder, 'run.csv')),
      pdf: () => Promise.resolve({ outcome: 'made', bytes: new Uint8Array() }),
    },
    ...{ station: 'DESK-01', operator: () => 'desk', shownRequest: (requestId: string) => list.get(requestId) },
    isListCurrent: () => isCurrent,
    askContext: () => ({ bindable: emptyBindableContext, reusableStatuses: [] }),
    preparedRows: (name) => {
      const rows = lines.get(name);
      return rows === undefined ? null : toAsync(rows);
    },
    nextSlip: (others) => {
      do slip += 1;
      while (others.includes(slip));
      return slip;
    },
    newId: () => guid((ids += 1)),
    now: () => new Date('2026-01-05T08:00:00.000Z'),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
}
async function* toAsync(rows: readonly PreparedRow[]): AsyncGenerator<PreparedRow> {
  for (const row of rows) yield await Promise.resolve(row);
}
const rowOf = (line: number, outcome: PreparedOutcome): PreparedRow => ({
  assignment: {
    file: 'cards.csv',
    line,
    card: `card ${String(line)}`,
    requestId: null,
    person: [{ by: 'name', value: `Person ${String(line)}` }],
    template: null,
  },
  ...{ outcome, presentedAt: null },
});
const begin = async (run: DeskRun, ...numbers: readonly number[]): Promise<string> => {
  expect(await run.handlers['run/begin']({ from: 'list', requestIds: numbers.map(idOf) })).toEqual(ok({}));
  return run.state()?.runId ?? '';
};
const boundOf = (number: number): BindingView => ({
  ...binding(number, { state: 'bound', status: 204, smartcardUri: null }),
  request: shown(number).view,
});
const gone: CmError = { code: 'not-found', status: 404, correlationId: null, message: '' };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a run of the list', () => {
  it('has the people who can be bound now, each once, in order', async () => {
    const run = desk();
    list.set(idOf(2), { ...shown(2), view: { ...shown(2).view, facts: { ...facts, hasNewCard: true } } });
    await begin(run, 3, 2, 1, 3, 77);
    expect(run.state()).toMatchObject({
      total: 2,
      next: { place: 1, request: { requestId: idOf(3) }, prepared: null },
      counts: { left: 2 },
    });
    expect(await run.handlers['run/begin']({ from: 'list', requestIds: [idOf(4)] })).toEqual(
      fail({ code: 'run-refused', reason: 'under-way' }),
    );
  });

  it('is not started without people', async () => {
    expect(await desk().handlers['run/begin']({ from: 'list', requestIds: [idOf(77)] })).toEqual(
      fail({ code: 'run-refused', reason: 'nobody' }),
    );
    expect(file.entries(0, 10)).toEqual([]);
  });

  it('follows its bindings, and continues after a restart', async () => {
    const run = desk();
    const runId = await begin(run, 1, 2, 3);
    run.bindingChanged({ ...boundOf(1), state: { state: 'intended' } });
    expect(run.state()).toMatchObject({ next: { place: 2 }, counts: { 'under-way': 1 } });
    run.bindingChanged(boundOf(1));
    expect(run.state()).toMatchObject({ next: { place: 2 }, counts: { bound: 1, left: 2 } });
    // An old refusal of a remaining person is closed; it does not affect the run.
    run.bindingChanged({ ...boundOf(2), bindingId: guid(77), state: { state: 'given-up', reason: 'r' } });
    expect(run.state()?.next?.place).toBe(2);
    expect(await run.handlers['run/setAside']({ runId, place: 2, reason: 'card is bent' })).toEqual(ok({ slipNumber: 41 }));
    expect(await run.handlers['run/setAside']({ runId, place: 2, reason: 'again' })).toEqual(
      fail({ code: 'run-refused', reason: 'moved-on' }),
    );
    expect(run.slips()).toEqual([41]);
    file.intend({ ...boundOf(1), state: { state: 'intended' } });
    const again = desk();
    await again.load();
    expect(again.state()).toMatchObject({ runId, next: { place: 3 }, aside: [{ place: 2, slipNumber: 41, detail: 'card is bent' }] });
    expect(await again.handlers['run/end']({ runId })).toEqual(ok({}));
    // The card set aside is still there with its number.
    expect([again.state()?.next, again.slips()]).toEqual([null, [41]]);
    const report = await again.handlers['run/read']({});
    expect(report).toMatchObject({
      ok: true,
      value: { endedBy: 'desk', counts: { 'under-way': 1, aside: 1, left: 1, bound: 0, apart: 0 } },
    });
    await again.handlers['run/saveCsv']({});
    const csv = await readFile(join(folder, 'run.csv'), 'utf8');
    expect(csv.trimEnd().split('\r\n')).toHaveLength(4);
    expect(csv).toContain('card is bent');
  });
});

describe('an answer from one run', () => {
  it('sets no one aside in the next run, however late it comes', async () => {
    const run = desk();
    let answer: (said: Result<CmRequest, CmError>) => void = () => undefined;
    late = new Promise((resolve) => {
      answer = resolve;
    });
    const first = await begin(run, 1);
    list.delete(idOf(1));
    run.look();
    expect(asked).toEqual([idOf(1)]);
    await run.handlers['run/end']({ runId: first });
    await begin(run, 2, 3);
    answer(fail(gone));
    await settle();
    expect(run.state()).toMatchObject({ next: { place: 1, request: { requestId: idOf(2) } }, counts: { left: 2, aside: 0 }, aside: [] });
  });
});

describe('a person with a binding', () => {
  it('is in no run, although the list is not updated yet', async () => {
    const run = desk();
    file.intend({ ...boundOf(1), state: { state: 'intended' } });
    await begin(run, 1, 2);
    expect(run.state()).toMatchObject({ total: 1, next: { request: { requestId: idOf(2) } } });
    const again = desk();
    await again.load();
    expect(again.state()).toEqual(run.state());
  });

  it('does not allow a run without other people', async () => {
    file.intend({ ...boundOf(1), state: { state: 'intended' } });
    expect(await desk().handlers['run/begin']({ from: 'list', requestIds: [idOf(1)] })).toEqual(
      fail({ code: 'run-refused', reason: 'nobody' }),
    );
  });
});

describe('a slip number', () => {
  it('of the last run is not reused while the next one starts', async () => {
    const run = desk();
    const runId = await begin(run, 1, 2);
    await run.handlers['run/setAside']({ runId, place: 1, reason: 'not here' });
    await run.handlers['run/end']({ runId });
    // As after a restart, which counts from the last binding.
    const again = desk();
    await again.load();
    lines.set('cards.csv', [rowOf(2, { outcome: 'person-unknown' }), rowOf(3, { outcome: 'request', request: shown(3).view })]);
    expect(await again.handlers['run/begin']({ from: 'file', file: 'cards.csv' })).toEqual(ok({}));
    expect(again.state()?.aside).toMatchObject([{ place: 1, slipNumber: 42 }]);
  });
});

describe('a run of a prepared file', () => {
  it('skips finished lines, and sets aside lines without a request from the start, with a slip number', async () => {
    const run = desk();
    lines.set('cards.csv', [
      rowOf(2, { outcome: 'person-unknown' }),
      rowOf(3, { outcome: 'request', request: shown(1).view }),
      rowOf(4, {
        outcome: 'done',
        bound: { bindingId: guid(9), requestId: idOf(9), person: shown(9).view.person, cardId: guid(8), at: '2026-01-05T08:00:00.000Z' },
      }),
      rowOf(5, { outcome: 'request-gone' }),
    ]);
    expect(await run.handlers['run/begin']({ from: 'file', file: 'cards.csv' })).toEqual(ok({}));
    expect(run.state()).toMatchObject({
      ...{ total: 3, counts: { left: 1, aside: 2 }, next: { place: 2, prepared: { file: 'cards.csv', line: 3, card: 'card 3' } } },
      aside: [
        { place: 3, person: 'Person 5', reason: 'gone', slipNumber: 42 },
        { place: 1, person: 'Person 2', reason: 'person-unknown', slipNumber: 41 },
      ],
    });
  });

  it('is not started while outcomes are unknown, or for a missing file', async () => {
    const run = desk();
    lines.set('cards.csv', [rowOf(2, { outcome: 'list-unknown' })]);
    expect(await run.handlers['run/begin']({ from: 'file', file: 'cards.csv' })).toEqual(fail({ code: 'run-refused', reason: 'no-list' }));
    expect(await run.handlers['run/begin']({ from: 'file', file: 'other.csv' })).toEqual(
      fail({ code: 'no-prepared-file', file: 'other.csv' }),
    );
  });

  it("refuses another person's prepared card in the run, but not outside it", async () => {
    const run = desk();
    const by = rowOf(3, { outcome: 'no-request' }).assignment;
    const otherwise = { check: 'card-for-another', by, request: null } as const;
    expect(run.objection(otherwise, idOf(1))).toBeNull();
    const runId = await begin(run, 1, 2);
    expect(run.objection(otherwise, idOf(1))).toEqual({ code: 'run-other-card', file: 'cards.csv', line: 3, card: 'card 3' });
    expect(run.objection({ check: 'request-for-another', by }, idOf(2))).not.toBeNull();
    expect(run.objection({ check: 'unclear', by, why: 'contested' }, idOf(2))).not.toBeNull();
    expect(run.objection({ check: 'fits', by }, idOf(1))).toBeNull();
    expect(run.objection({ check: 'none' }, idOf(1))).toBeNull();
    expect(run.objection(otherwise, idOf(4))).toBeNull();
    await run.handlers['run/end']({ runId });
    expect(run.objection(otherwise, idOf(1))).toBeNull();
  });
});

describe('a person with a line in the run', () => {
  it('is bound to no unlisted card, also after the file was removed', async () => {
    const run = desk();
    lines.set('cards.csv', [rowOf(3, { outcome: 'request', request: shown(1).view })]);
    await run.handlers['run/begin']({ from: 'file', file: 'cards.csv' });
    expect(run.objection({ check: 'none' }, idOf(1))).toEqual({ code: 'run-other-card', file: 'cards.csv', line: 3, card: 'card 3' });
    expect(run.objection({ check: 'none' }, idOf(2))).toBeNull();
    await run.handlers['run/end']({ runId: run.state()?.runId ?? '' });
    expect(run.objection({ check: 'none' }, idOf(1))).toBeNull();
  });
});

describe('a person whose request can no longer be bound', () => {
  it("is set aside at their turn, with the server's reason, and not checked before", async () => {
    const run = desk();
    answers.set(idOf(2), fail(gone));
    answers.set(idOf(3), ok({ ...requestAtServer, requestId: idOf(3), newSmartcardId: guid(5), isEnrollmentAgent: true }));
    await begin(run, 1, 2, 3, 4);
    list.delete(idOf(2));
    list.delete(idOf(3));
    run.look();
    expect(asked).toEqual([]);
    run.bindingChanged(boundOf(1));
    await settle();
    await settle();
    expect(asked).toEqual([idOf(2), idOf(3)]);
    expect(run.state()).toMatchObject({
      next: { place: 4 },
      aside: [
        { place: 3, reason: 'has-a-smartcard' },
        { place: 2, reason: 'gone' },
      ],
    });
    expect(told.at(-1)).toEqual(run.state());
  });

  it("is set aside if the request is now another person's", async () => {
    const run = desk();
    await begin(run, 1, 2);
    const other = { ...shown(1).view, person: { state: 'unresolved' as const, userId: guid(99) } };
    list.set(idOf(1), { ...shown(1), view: other });
    answers.set(idOf(1), ok({ ...requestAtServer, requestId: idOf(1), targetUserId: guid(99), isEnrollmentAgent: true }));
    run.look();
    await settle();
    expect(run.state()).toMatchObject({ next: { place: 2 }, aside: [{ place: 1, reason: 'changed' }] });
  });

  it('stays while the server does not answer, or the list is outdated', async () => {
    const run = desk();
    await begin(run, 1);
    list.delete(idOf(1));
    isCurrent = false;
    run.look();
    expect(asked).toEqual([]);
    isCurrent = true;
    run.look();
    await settle();
    expect(asked).toEqual([idOf(1)]);
    expect(run.state()).toMatchObject({ next: { place: 1 }, counts: { left: 1 } });
    // The server answers again: the question was still open.
    answers.set(idOf(1), fail(gone));
    run.look();
    await settle();
    expect(asked).toEqual([idOf(1), idOf(1)]);
    expect(run.state()).toMatchObject({ next: null, aside: [{ place: 1, reason: 'gone' }] });
  });

  it('is set aside when a confirmation is refused for that reason only', async () => {
    const run = desk();
    await begin(run, 1, 2);
    const confirmed = { requestId: idOf(1), presentationId: 1, seen: { userId: guid(1), profileTemplateId: guid(2), cardId: guid(3) } };
    const left = fail({ code: 'card-left' as const });
    expect(await run.watching(() => Promise.resolve(left))(confirmed)).toBe(left);
    expect(run.state()?.next?.place).toBe(1);
    const refused = fail({ code: 'request-not-bindable' as const, reason: 'has-a-smartcard' as const });
    expect(await run.watching(() => Promise.resolve(refused))(confirmed)).toBe(refused);
    expect(run.state()).toMatchObject({ next: { place: 2 }, aside: [{ place: 1, reason: 'has-a-smartcard' }] });
    // A refused confirmation for a person who is not in the run sets no one aside.
    await run.watching(() => Promise.resolve(refused))({ ...confirmed, requestId: idOf(4) });
    expect(run.state()?.counts).toMatchObject({ aside: 1, left: 1 });
  });
});
