import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { monotonicMs, until } from '../suite/clock.js';
import { openDesk, type Desk } from '../suite/desk.js';
import { watchEventLoop, watchFrames, type EventLoopDelay } from '../suite/page.js';
import { bareWork } from '../suite/reference.js';
import { atLeast, atMost, once } from '../suite/report.js';
import { quantile, spreadOf } from '../suite/statistics.js';
import { REQUESTS, type Figure, type BenchDeps } from '../suite/bench-deps.js';

const RUNS = 3;
/** Alternates between an unchanged list and one with few changes, because the machine drifts. */
const TURNS = 5;
/** Time without writes after which the cache counts as written, ms. */
const QUIET_MS = 700;

/** Measures fetching, parsing, checking, publishing and storing the list, compared with only parsing and inserting the same list. */
export const refresh: Figure = {
  name: 'refresh',
  measure: async (deps) => {
    const bySize: { size: number; ms: number[] }[] = [];
    let bare: number[] = [];
    const little: Refreshed[] = [];
    const nothing: Refreshed[] = [];
    let all: Refreshed[] = [];
    let frames: number[] = [];
    let delay: EventLoopDelay = { maxMs: 0, p99Ms: 0 };
    for (const size of REQUESTS) {
      deps.say(`refresh, ${size} requests`);
      const desk = await openDesk(deps, size);
      const isLargest = size === REQUESTS[2];
      try {
        const endFrames = await watchFrames(desk.program.page);
        const endLoop = await watchEventLoop(desk.program.main);
        all = await refreshed(desk, 1, RUNS);
        bySize.push({ size, ms: all.map(({ ms }) => ms) });
        delay = await endLoop();
        frames = await endFrames();
        if (isLargest) {
          for (let turn = 0; turn < TURNS; turn += 1) {
            nothing.push(...(await refreshed(desk, 0, 1)));
            little.push(...(await refreshed(desk, 0.01, 1)));
          }
          bare = await bareRefresh(deps, desk);
        }
      } finally {
        await desk.close();
      }
    }
    const ours = spreadOf(bySize.at(-1)?.ms ?? []);
    const reference = spreadOf(bare);
    const speed = reference.median / ours.median;
    const [changesOfAll, changesOfFew] = [changesMs(all), changesMs(little)];
    const share = (100 * quantile(changesOfFew, 0.5)) / quantile(changesOfAll, 0.5);
    const longest = Math.max(...frames);
    return {
      rows: [
        {
          what: 'refresh of 100,000, all changed',
          unit: 'ms',
          ours,
          reference: { is: 'JSON.parse and inserts', spread: reference },
          goal: null,
        },
        {
          what: 'speed of that against the bare one',
          unit: '%',
          ours: once(100 * speed),
          reference: null,
          goal: atLeast('speed', 100 * speed, 60, '%'),
        },
        { what: 'refresh of 100,000, none changed', unit: 'ms', ours: spreadOf(nothing.map(({ ms }) => ms)), reference: null, goal: null },
        { what: 'refresh of 100,000, 1 % changed', unit: 'ms', ours: spreadOf(little.map(({ ms }) => ms)), reference: null, goal: null },
        { what: 'reporting and storing changes, all changed', unit: 'ms', ours: spreadOf(changesOfAll), reference: null, goal: null },
        { what: 'reporting and storing changes, 1 % changed', unit: 'ms', ours: spreadOf(changesOfFew), reference: null, goal: null },
        {
          what: 'what 1 % changed costs, of what all changed costs',
          unit: '%',
          ours: once(share),
          reference: null,
          goal: atMost('share', share, 2, '%'),
        },
        {
          what: 'longest pause between frames meanwhile',
          unit: 'ms',
          ours: once(longest),
          reference: null,
          goal: atMost('longest', longest, 50, 'ms'),
        },
        {
          what: 'main process held up meanwhile, 99 of 100',
          unit: 'ms',
          ours: once(delay.p99Ms),
          reference: null,
          goal: atMost('p99', delay.p99Ms, 8, 'ms'),
        },
      ],
      growth: [
        {
          what: 'refresh',
          unit: 'ms',
          of: 'requests',
          kind: 'work',
          points: bySize.map(({ size, ms }) => ({ size, cost: quantile(ms, 0.5) })),
        },
      ],
      notes: [`refresh: the main process was held up for ${delay.maxMs.toFixed(1)} ms at the longest.`],
    };
  },
};

let texts = 0;

/** Times of a refresh, ms. */
interface Refreshed {
  /** Until everything is stored. */
  readonly ms: number;
  /** From the first change that reaches the page until everything is stored; null if there was none. */
  readonly changesMs: number | null;
}

const changesMs = (runs: readonly Refreshed[]): number[] => runs.flatMap(({ changesMs: ms }) => ms ?? []);

declare global {
  interface Window {
    /** When the first change of the list reached the page, on its clock; null before. */
    firstChangeAt?: number | null;
  }
}

/** Refreshes with the station's own call, after a share of the requests has changed. */
async function refreshed(desk: Desk, share: number, runs: number): Promise<Refreshed[]> {
  const times: Refreshed[] = [];
  const { page } = desk.program;
  await page.evaluate(
    z.null(),
    () => {
      if (window.firstChangeAt === undefined) {
        window.station.onEvent((event) => {
          // Without changes, the time of the list is reported, with an empty list of changes.
          if (event.includes('"requests/changed"') && !event.includes('"put":[],')) window.firstChangeAt ??= performance.now();
        });
      }
      return null;
    },
    null,
  );
  for (let run = 0; run < runs; run += 1) {
    if (share > 0) await desk.server.comment(share, `Comment ${(texts += 1)}`);
    else await desk.server.prepare();
    const before = await keptAt(desk.profile);
    await page.evaluate(z.null(), () => (window.firstChangeAt = null), null);
    const began = monotonicMs();
    const wall = Date.now();
    const answer = await page.evaluate<unknown, null>(z.unknown(), () => window.station.call('requests/refresh', {}), null);
    if (!z.object({ ok: z.boolean() }).parse(answer).ok) throw new Error('The list could not be fetched');
    const told = monotonicMs() - began;
    let last = before;
    await until('the cache is written', async () => {
      last = await keptAt(desk.profile);
      return last > before && Date.now() - last > QUIET_MS;
    });
    const ms = Math.max(told, last - wall);
    const first = await page.evaluate(z.number().nullable(), () => window.firstChangeAt ?? null, null);
    times.push({ ms, changesMs: first === null ? null : began + ms - desk.program.toMonotonic(first) });
  }
  return times;
}

/** Returns when the cache of requests was last written, ms since the epoch. */
async function keptAt(profile: string): Promise<number> {
  const times = ['requests.db', 'requests.db-wal'].map(async (file) => (await stat(join(profile, 'journal', file))).mtimeMs);
  return Math.max(...(await Promise.all(times)));
}

async function bareRefresh(deps: BenchDeps, { server }: Desk): Promise<number[]> {
  await server.prepare();
  const { runsMs } = await bareWork(z.object({ runsMs: z.array(z.number()) }), deps, 'list', {
    origin: server.origin,
    bindings: [],
    runs: RUNS,
  });
  return runsMs;
}
