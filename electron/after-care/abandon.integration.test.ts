import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startFaultServer, type ServerCall, type Fault, type FaultServer } from '../../e2e/fault-server.js';
import type { Abandon } from '../../shared/abandon.js';
import type { Approval } from '../../shared/approvals.js';
import type { BindingView } from '../../shared/bindings.js';
import { binding as exampleBinding, guid } from '../bindings/bindings.fixture.js';
import { createCmClient } from '../cm/client.js';
import { schedule } from '../core/schedule.js';
import type { Journal } from '../store/journal.js';
import { openJournal } from '../store/open-journal.js';
import { bundleStoreWorker } from '../store/worker-bundle.fixture.js';
import { createPopulation } from '../training/population.js';
import { createTrainingService, type TrainingService } from '../training/service.js';
import { Abandoner } from './abandoner.js';

/** Time limit of these tests, ms. */
const LIMIT_MS = 10_000;
/** The station's answer limit, and the time a call may take effect after it, ms. */
const ANSWER_MS = 400;
const pace = { settleMs: 20, longestPauseMs: 80, lateEffectMs: 700 };
const approval: Approval = { approvalId: guid(0xa1), approver: 'EXAMPLE\\noor', role: 'supervisor', refusals: [], reason: 'wrong card' };
const reason = 'bound to the wrong request';

let worker: Awaited<ReturnType<typeof bundleStoreWorker>>;
let folder: string;
let service: TrainingService;
let server: FaultServer;
let journal: Journal;
let abandoner: Abandoner;
let bound: BindingView;
/** Receives each step, as the page does. */
let told: Abandon[];
let onTold: () => void;

beforeAll(async () => {
  worker = await bundleStoreWorker(`abandon-${String(process.pid)}`);
});
afterAll(() => worker.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abandon-'));
  let ids = 0;
  const population = createPopulation({ seed: 7, size: 3, now: new Date() });
  service = createTrainingService({ population, now: () => new Date(), newGuid: () => guid(0x7000_0000 + (ids += 1)) });
  server = await startFaultServer(service.listener);
  told = [];
  await open();
  bound = await bind();
});
afterEach(async () => {
  await stop();
  await server.close();
  await rm(folder, { recursive: true });
});

const client = (answerLimitMs = ANSWER_MS) => createCmClient({ base: server.origin, fetch, answerLimitMs });

/** Opens the journal and the abandoner over it, as each start does. */
async function open(): Promise<void> {
  journal = await openJournal(worker.script, {
    ...{ path: join(folder, 'journal.db'), key: 'a'.repeat(64), context: { operator: 'desk', station: 'DESK-01' } },
  });
  const log = () => undefined;
  abandoner = new Abandoner({
    ...{ journal, cm: client(), pace, schedule, log: { info: log, warn: log, error: log } },
    stageOf: (status) => (status === 3 ? 'approved' : null),
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    onChanged: ({ abandon }) => {
      if (abandon !== undefined) told.push(abandon);
      onTold();
    },
    onJournalTrouble: (error) => {
      throw error;
    },
  });
  onTold = () => undefined;
}

async function stop(): Promise<void> {
  abandoner.stop();
  await journal.close();
}

/** Binds a card to the first request, at the server and in the journal. */
async function bind(): Promise<BindingView> {
  const request = service.book
    .requests({ status: 'Approved' })
    .find(({ IsSmartcard, NewSmartcardUuid }) => IsSmartcard && /^0/.test(NewSmartcardUuid));
  if (request === undefined) throw new Error('No request takes a card');
  const example = exampleBinding(1);
  const view: BindingView = {
    ...example,
    request: { ...example.request, requestId: request.Uuid, person: { state: 'unresolved', userId: request.TargetUserUuid } },
    approvedStatus: 3,
  };
  // The binding only prepares the test, so it may take as long as a busy machine does.
  const answer = await client(LIMIT_MS).bind({ requestId: request.Uuid, cardId: view.cardId.text, atr: view.atr });
  if (!answer.ok || answer.value.status !== 201) throw new Error(JSON.stringify(answer));
  const state = { state: 'bound', status: 201, smartcardUri: answer.value.smartcardUri } as const;
  const intended = await journal.intend(view, undefined, { bindingId: view.bindingId, event: 'answered', from: view.state, state });
  return intended.outcome === 'written' ? intended.binding : expect.unreachable();
}

const begin = () => abandoner.begin(bound.bindingId, reason, approval, () => null);
const puts = () => service.log.filter(({ method }) => method === 'PUT');
const statusNow = (): number | undefined => service.book.request(bound.request.requestId)?.Status;

/** Waits for a known outcome. @returns the stored abandoning */
async function settled(): Promise<Abandon> {
  const isSettled = (): boolean => told.some(({ state }) => state === 'abandoned' || state === 'not-abandoned');
  const done = new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => {
      reject(new Error(`Not known after ${String(LIMIT_MS)} ms: ${JSON.stringify(told)}`));
    }, LIMIT_MS);
    onTold = () => {
      if (!isSettled()) return;
      clearTimeout(limit);
      resolve();
    };
  });
  onTold();
  await done;
  const abandon = (await journal.find(bound.bindingId))?.abandon;
  return abandon ?? expect.unreachable('the journal has nothing of it');
}

/** Does something to each call that is to abandon, and nothing to the others. @returns how often one arrived */
function atPut(fault: (call: ServerCall) => Fault): () => number {
  let arrived = 0;
  server.choose = (call) => {
    if (call.method !== 'PUT') return { fault: 'none' };
    arrived += 1;
    return fault(call);
  };
  return () => arrived;
}

const no = (status: number, processed = false): Fault => ({ fault: 'answer', processed, status, body: JSON.stringify({ Message: 'no' }) });
const FAILED = 6;
const APPROVED = 3;

interface Case {
  readonly fault: () => Fault;
  readonly becomes: object;
  /** The request's final status at the server; null: it is gone. */
  readonly status: number | null;
}
const cases: Readonly<Record<string, Case>> = {
  'with its answer': {
    fault: () => ({ fault: 'none' }),
    becomes: { state: 'abandoned', by: 'answer', status: FAILED, word: null },
    status: FAILED,
  },
  'accepted without a word': {
    ...{ fault: () => ({ fault: 'answer', processed: true, status: 204 }), status: FAILED },
    becomes: { state: 'abandoned', by: 'found', status: FAILED, word: 'failed' },
  },
  'whose answer is lost after it took effect': {
    ...{ fault: () => ({ fault: 'drop', processed: true }), status: FAILED },
    becomes: { state: 'abandoned', by: 'found', word: 'failed' },
  },
  'whose answer breaks off': { fault: () => ({ fault: 'half-answer' }), becomes: { state: 'abandoned', by: 'found' }, status: FAILED },
  'whose answer never comes': {
    fault: () => ({ fault: 'hang', processed: true }),
    becomes: { state: 'abandoned', by: 'found' },
    status: FAILED,
  },
  'that takes effect after its connection broke': {
    fault: () => ({ fault: 'late', ms: 300 }),
    becomes: { state: 'abandoned', by: 'found' },
    status: FAILED,
  },
  'that is lost before it took effect': {
    ...{ fault: () => ({ fault: 'drop', processed: false }), status: APPROVED },
    becomes: { state: 'not-abandoned', why: 'open', status: APPROVED, error: { code: 'network', reached: true } },
  },
  'that is refused': {
    fault: () => no(403),
    becomes: { state: 'not-abandoned', why: 'open', error: { code: 'forbidden', message: 'no' } },
    status: APPROVED,
  },
  'that is answered with 404': {
    fault: () => no(404),
    becomes: { state: 'not-abandoned', why: 'open', error: { code: 'not-found' } },
    status: APPROVED,
  },
  'that is answered with a fault': {
    fault: () => no(500),
    becomes: { state: 'not-abandoned', why: 'open', error: { code: 'server-error' } },
    status: APPROVED,
  },
  'that took effect and is answered with a fault': {
    fault: () => no(500, true),
    becomes: { state: 'abandoned', by: 'found', word: 'failed' },
    status: FAILED,
  },
  'that is answered with a page': {
    ...{
      fault: () => ({ fault: 'answer', processed: false, status: 200, headers: { 'Content-Type': 'text/html' }, body: '<!doctype html>' }),
    },
    ...{ becomes: { state: 'not-abandoned', why: 'open', error: { code: 'not-signed-in' } }, status: APPROVED },
  },
  'for a request that is executed before it arrives': {
    ...{ becomes: { state: 'not-abandoned', why: 'executed', status: 8, error: { code: 'forbidden' } }, status: 8 },
    fault: () => {
      service.book.setStatus(bound.request.requestId, 'Completed');
      return { fault: 'none' };
    },
  },
  'for a request that is gone before it arrives': {
    ...{ becomes: { state: 'not-abandoned', why: 'gone', status: null }, status: null },
    fault: () => {
      service.book.forget(bound.request.requestId);
      return { fault: 'none' };
    },
  },
};

it.each(Object.keys(cases))('sends a call to abandon %s once, and learns the outcome from the server', async (name) => {
  const { fault, becomes, status } = cases[name] ?? expect.unreachable();
  const arrived = atPut(fault);
  expect(await begin()).toEqual({ ok: true, value: {} });
  expect(await settled()).toMatchObject({ reason, ...becomes });
  await server.settled();
  expect([arrived(), statusNow() ?? null]).toEqual([1, status]);
  const entries = (await journal.entriesOf(bound.bindingId)).map(({ event }) => event);
  expect(entries.slice(0, 4)).toEqual(['intended', 'answered', 'approved', 'abandon-sent']);
  expect(entries.slice(4)).toEqual(told.slice(1).map(({ state }) => (state === 'unconfirmed' ? 'abandon-unconfirmed' : state)));
  const stored = await journal.find(bound.bindingId);
  expect(stored?.state).toEqual(bound.state);
  expect(stored?.care ?? null).toEqual(
    told.at(-1)?.state === 'abandoned' ? expect.objectContaining({ outcome: 'abandoned', closed: reason }) : null,
  );
});

it('does not abandon a request twice, and abandons a refused one again only when a person asks', async () => {
  atPut(() => no(500));
  await begin();
  expect(await settled()).toMatchObject({ state: 'not-abandoned' });
  atPut(() => ({ fault: 'none' }));
  told = [];
  expect(await begin()).toEqual({ ok: true, value: {} });
  expect(await settled()).toMatchObject({ state: 'abandoned', by: 'answer' });
  expect(await begin()).toEqual({ ok: false, error: { code: 'binding-moved-on', bindingId: bound.bindingId } });
  expect(puts()).toHaveLength(1);
});

it('abandons a request once when two calls arrive together', async () => {
  const both = await Promise.all([begin(), begin()]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  await settled();
  expect(puts()).toHaveLength(1);
});

it.each<[string, () => unknown, string]>([
  ['executed', () => service.book.setStatus(bound.request.requestId, 'Completed'), 'executed'],
  ['canceled', () => service.book.setStatus(bound.request.requestId, 'Canceled'), 'ended'],
  ['forgotten', () => service.book.forget(bound.request.requestId), 'gone'],
  ['without a card', () => service.book.swapCard(bound.request.requestId, null), 'changed'],
  ['with another card', () => service.book.swapCard(bound.request.requestId, { cardId: guid(0x77), atr: bound.atr }), 'changed'],
  ['for another person', () => service.book.giveTo(bound.request.requestId, guid(0x88)), 'changed'],
])('sends and writes nothing for a request that the server has %s', async (_how, happens, why) => {
  happens();
  expect(await begin()).toEqual({ ok: false, error: { code: 'abandon-refused', reason: why } });
  expect([puts(), told]).toEqual([[], []]);
  expect((await journal.entriesOf(bound.bindingId)).map(({ event }) => event)).toEqual(['intended', 'answered']);
});

it('sends and writes nothing if the server cannot be asked or the person may no longer do it', async () => {
  server.choose = () => ({ fault: 'drop', processed: false });
  expect(await begin()).toMatchObject({ ok: false, error: { code: 'line-down', error: { code: 'network' } } });
  server.choose = () => ({ fault: 'none' });
  const barred = { code: 'not-allowed', call: 'afterCare/abandon', needs: 'operator' } as const;
  expect(await abandoner.begin(bound.bindingId, reason, approval, () => barred)).toEqual({ ok: false, error: barred });
  expect([puts(), told]).toEqual([[], []]);
});

it.each([
  ['before the service had it', false, APPROVED, { state: 'not-abandoned', why: 'open', error: null }],
  ['after the service had done it', true, FAILED, { state: 'abandoned', by: 'found', word: 'failed' }],
])('asks after a restart and sends nothing again when the station ended during the call, %s', async (_when, processed, status, becomes) => {
  const arrived = atPut(() => ({ fault: 'hang', processed }));
  const underWay = new Promise<void>((resolve) => {
    server.onPhase = (phase, { method }) => {
      if (method === 'PUT' && phase === (processed ? 'processed' : 'arrived')) resolve();
    };
  });
  await begin();
  await underWay;
  // No answer arrives: the journal has only that the call was about to be sent.
  await stop();
  told = [];
  await open();
  expect((await journal.abandoning()).map(({ abandon }) => abandon?.state)).toEqual(['sending']);
  await abandoner.resume();
  expect(await settled()).toMatchObject({ reason, ...becomes });
  expect([arrived(), puts().length, statusNow()]).toEqual([1, Number(processed), status]);
  expect(await journal.abandoning()).toEqual([]);
});

it('asks until the server answers, also after a restart', async () => {
  let isAway = false;
  server.choose = ({ method }) => {
    if (method === 'PUT') isAway = true;
    return isAway ? { fault: 'drop', processed: method === 'PUT' } : { fault: 'none' };
  };
  await begin();
  let asked = 0;
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => {
      reject(new Error('It does not go on asking'));
    }, LIMIT_MS);
    server.onPhase = (phase, { method }) => {
      if (phase !== 'arrived' || method !== 'GET' || (asked += 1) < 3) return;
      clearTimeout(limit);
      resolve();
    };
  });
  await stop();
  isAway = false;
  server.choose = () => ({ fault: 'none' });
  await open();
  await abandoner.resume();
  expect(await settled()).toMatchObject({ state: 'abandoned', by: 'found', word: 'failed' });
  expect(puts()).toHaveLength(1);
});
