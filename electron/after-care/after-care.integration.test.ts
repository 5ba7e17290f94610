import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CareDifference, CareOutcome } from '../../shared/after-care.js';
import type { BindingView } from '../../shared/bindings.js';
import { binding as exampleBinding, exampleAtr, guid } from '../bindings/bindings.fixture.js';
import { createCmClient, type CmClient } from '../cm/client.js';
import type { Journal } from '../store/journal.js';
import { openJournal } from '../store/open-journal.js';
import { ChainCheck } from '../store/verify.js';
import { bundleStoreWorker } from '../store/worker-bundle.fixture.js';
import { createPopulation, type Population } from '../training/population.js';
import { seededRandom, type SeededRandom } from '../training/population-random.js';
import { startTrainingService, type RunningTrainingService } from '../training/service.js';
import { AfterCare } from './after-care.js';
import { VirtualTime } from './virtual-time.fixture.js';

/** Number of bindings; the full run is `CARE_BINDINGS=500`. */
const COUNT = Number(process.env['CARE_BINDINGS'] ?? 100);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const settings = { callsPerHour: 20, overdueAfterDays: 5, untilDays: 14 };
/** Idle for longer than a station: looking every minute of 20 days would take most of the test's time. */
const pace = { firstMs: HOUR, longestMs: 2 * DAY, idleMs: HOUR / 6 };

interface World {
  readonly journal: Journal;
  readonly service: RunningTrainingService;
  readonly population: Population;
}

let worker: Awaited<ReturnType<typeof bundleStoreWorker>>;
let folder: string;
let service: RunningTrainingService | null = null;
beforeEach(async () => {
  worker = await bundleStoreWorker(`after-care-${String(process.pid)}`);
  folder = await mkdtemp(join(tmpdir(), 'after-care-'));
});
afterEach(async () => {
  await service?.close();
  await rm(folder, { recursive: true });
  await worker.remove();
});

const open = (): Promise<Journal> =>
  openJournal(worker.script, {
    path: join(folder, 'journal.db'),
    key: 'a'.repeat(64),
    context: { operator: 'desk', station: 'DESK-01' },
  });

/** Binds a card to every request, over HTTP and through the journal, like the station. */
async function bindAll({ journal, service: server, population }: World, cm: CmClient, time: VirtualTime): Promise<readonly BindingView[]> {
  const bound: BindingView[] = [];
  for (const [index, { request }] of population.requests.slice(0, COUNT).entries()) {
    const person = population.people.find(({ userId }) => userId === request.TargetUserUuid);
    const view: BindingView = {
      ...exampleBinding(index + 1),
      request: {
        ...exampleBinding(index + 1).request,
        requestId: request.Uuid,
        person: person ?? { state: 'unresolved', userId: request.TargetUserUuid },
        profileTemplate: { profileTemplateId: request.ProfileTemplateUuid, name: null },
      },
      confirmedAt: time.now().toISOString(),
    };
    if (index % 7 === 0) server.nextAnswer = 'accept-204';
    const answer = await cm.bind({ requestId: request.Uuid, cardId: view.cardId.text, atr: view.atr });
    if (!answer.ok) throw new Error(`Request ${request.Uuid} was not bound: ${JSON.stringify(answer.error)}`);
    const smartcardUri = answer.value.status === 201 ? answer.value.smartcardUri : null;
    const step = {
      bindingId: view.bindingId,
      event: 'answered',
      from: view.state,
      state: { state: 'bound', status: answer.value.status, smartcardUri },
    } as const;
    const intended = await journal.intend(view, undefined, step);
    if (intended.outcome !== 'written') throw new Error(`Binding ${view.bindingId} was not written`);
    bound.push(intended.binding);
  }
  return bound;
}

interface Expected {
  readonly outcome: CareOutcome;
  readonly difference: CareDifference | null;
}

/** Whether a text contains another as a whole word, because an account may be as short as a syllable. */
function isIn(all: string, text: string): boolean {
  return all
    .split(text)
    .slice(1)
    .some((after, index) => !/^\p{L}/u.test(after) && !/\p{L}$/u.test(all.split(text)[index] ?? ''));
}

/** What happens to a bound request at the server, and its expected outcome. */
interface Fate extends Expected {
  readonly happens: (lot: Lot) => void;
}
/** A bound request, and the days on which something happens to it. */
interface Lot {
  readonly requestId: string;
  readonly otherCard: { readonly cardId: string; readonly atr: string };
  readonly book: RunningTrainingService['book'];
  /** Changes requests in the first days. */
  readonly early: (work: () => void) => void;
  /** Changes requests in the later days. */
  readonly late: (work: () => void) => void;
}

const ends =
  (status: 'Completed' | 'Failed' | 'Canceled' | 'Denied') =>
  ({ book, requestId, late }: Lot): void => {
    late(() => {
      book.setStatus(requestId, status);
    });
  };
const isSwapped = ({ book, requestId, otherCard, early }: Lot): void => {
  early(() => {
    book.swapCard(requestId, otherCard);
  });
};
const losesCard = ({ book, requestId, early }: Lot): void => {
  early(() => {
    book.swapCard(requestId, null);
  });
};
const isGivenAway = ({ book, requestId, early }: Lot): void => {
  early(() => {
    book.giveTo(requestId, guid(0xabcdef));
  });
};
const isForgotten = ({ book, requestId, early }: Lot): void => {
  early(() => {
    book.forget(requestId);
  });
};
const both =
  (first: Fate['happens'], then: Fate['happens']) =>
  (lot: Lot): void => {
    first(lot);
    then(lot);
  };
const executed: Fate = { outcome: 'executed', difference: null, happens: ends('Completed') };
const fates: readonly Fate[] = [
  { outcome: 'failed', difference: null, happens: ends('Failed') },
  { outcome: 'canceled', difference: null, happens: ends('Canceled') },
  { outcome: 'denied', difference: null, happens: ends('Denied') },
  { outcome: 'never-executed', difference: 'other-card', happens: isSwapped },
  { outcome: 'executed', difference: 'other-card', happens: both(isSwapped, ends('Completed')) },
  { outcome: 'canceled', difference: null, happens: both(isSwapped, ends('Canceled')) },
  { outcome: 'never-executed', difference: 'no-card', happens: losesCard },
  { outcome: 'executed', difference: 'other-person', happens: both(isGivenAway, ends('Completed')) },
  { outcome: 'gone', difference: null, happens: isForgotten },
  { outcome: 'never-executed', difference: null, happens: () => undefined },
];

/** Changes a request; half of them are executed normally. @returns the expected outcome */
function meet({ bindingId, request: { requestId } }: BindingView, book: Lot['book'], time: VirtualTime, random: SeededRandom): Expected {
  const startMs = time.now().getTime();
  const within =
    (fromDay: number, days: number) =>
    (work: () => void): void => {
      time.at(startMs + fromDay * DAY + random.below(days * 24) * HOUR, work);
    };
  const otherCard = { cardId: guid(0x9000_0000 + Number.parseInt(bindingId.slice(-6), 16)), atr: exampleAtr };
  const fate = random.below(2) === 0 ? executed : (fates[random.below(fates.length)] ?? executed);
  fate.happens({ requestId, otherCard, book, early: within(0, 3), late: within(4, 5) });
  return { outcome: fate.outcome, difference: fate.difference };
}

it('knows the end of every bound request after 3 restarts, within the call budget, without personal data in the log', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  console.info(`seed ${String(seed)}`);
  const random = seededRandom(seed);
  const time = new VirtualTime(Date.now());
  const startMs = time.now().getTime();
  let ids = 0;
  const population = createPopulation({ seed, size: COUNT, now: time.now() });
  service = await startTrainingService({ population, newGuid: () => guid(0x7000_0000 + (ids += 1)), now: time.now });
  const { origin, book } = service;
  let journal = await open();
  const plain = createCmClient({ base: origin, fetch });
  const bound = await bindAll({ journal, service, population }, plain, time);
  const expected = new Map(bound.map((one) => [one.bindingId, meet(one, book, time, random)]));

  /** The time of each call, by the virtual clock. */
  const calls: number[] = [];
  const duringOutage: number[] = [];
  let isUp = true;
  for (const day of [2, 6, 9]) {
    time.at(startMs + day * DAY, () => {
      isUp = false;
    });
    time.at(startMs + day * DAY + 7 * HOUR, () => {
      isUp = true;
    });
  }
  const closing = { atNextCall: false };
  for (const day of [1, 4, 8])
    time.at(startMs + day * DAY, () => {
      closing.atNextCall = true;
    });
  const log: string[] = [];
  const keep = (what: string, facts?: object): void => {
    log.push(`${what} ${JSON.stringify(facts)}`);
  };
  let care: AfterCare;
  const cm = createCmClient({
    base: origin,
    fetch: async (url, init) => {
      calls.push(time.now().getTime());
      if (!isUp) duringOutage.push(time.now().getTime());
      if (random.below(50) === 0) throw new TypeError('fetch failed');
      const answer = await fetch(url, init);
      // The station is closed before the answer arrives.
      if (closing.atNextCall) care.stop();
      return answer;
    },
  });
  const changed: string[] = [];
  let counts = { executed: 0, neverExecuted: 0 };
  let restarts = 0;
  for (;;) {
    const written = journal;
    care = new AfterCare({
      ...{ journal: written, cm, settings, pace, now: time.now, schedule: time.schedule },
      stageOf: (status) => (status === 3 ? 'approved' : null),
      isQuiet: () => isUp,
      log: { info: keep, warn: keep, error: keep },
      onChanged: ({ bindingId }) => {
        changed.push(bindingId);
      },
      onCounts: (now) => {
        counts = now;
      },
    });
    let hasEnded = false;
    const running = care.start().finally(() => {
      hasEnded = true;
    });
    await time.run(startMs + 20 * DAY, () => hasEnded);
    if (!closing.atNextCall) {
      care.stop();
      await running;
      break;
    }
    await running;
    closing.atNextCall = false;
    restarts += 1;
    await journal.close();
    journal = await open();
  }

  const known = new Map<string, Expected | null>();
  for (const { bindingId } of bound) {
    const now = await journal.find(bindingId);
    expect(now?.state.state).toBe('bound');
    known.set(bindingId, now?.care === undefined ? null : { outcome: now.care.outcome, difference: now.care.difference });
    const entries = await journal.entriesOf(bindingId);
    expect(entries.at(-1)?.care).toEqual(now?.care ?? null);
  }
  expect(Object.fromEntries(known)).toEqual(Object.fromEntries(expected));
  expect(restarts).toBe(3);

  const inAnHour = calls.map((at, index) => calls.slice(index).filter((later) => later < at + HOUR).length);
  expect(Math.max(...inAnHour)).toBeLessThanOrEqual(settings.callsPerHour);
  expect(duringOutage).toEqual([]);
  // Only checks with news are journaled, and each is reported once.
  const chain = new ChainCheck();
  const problems: unknown[] = [];
  for (let after = 0; ;) {
    const page = await journal.entries(after, 1_000);
    for (const entry of page) problems.push(...chain.follow(entry));
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.seq;
  }
  expect(problems).toEqual([]);
  expect(chain.entries).toBe(2 * COUNT + changed.length);
  const inTheEnd = (one: CareOutcome): number => [...expected.values()].filter(({ outcome }) => outcome === one).length;
  expect(counts.neverExecuted).toBe(inTheEnd('never-executed'));
  expect(await journal.careCounts(new Date(startMs).toISOString())).toEqual({
    executed: inTheEnd('executed'),
    neverExecuted: counts.neverExecuted,
  });
  console.info(`${String(calls.length)} calls, ${String(changed.length)} news, ${String(Math.max(...inAnHour))} calls in an hour at most`);

  const written = log.join('\n').toLowerCase();
  expect(written).toContain('a bound request');
  const personal = [
    ...population.people.flatMap(({ userId, name, account }) => [userId, name, account]),
    ...bound.flatMap(({ request, cardId }) => [request.requestId, cardId.text, cardId.raw]),
  ];
  expect(personal.filter((text) => isIn(written, text.toLowerCase()))).toEqual([]);
  await journal.close();
}, 300_000);
