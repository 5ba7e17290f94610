import * as z from 'zod';
import { until } from '../suite/clock.js';
import { markedAt, openStation, recordsOf, settledMb } from '../suite/desk.js';
import { makeProfile } from '../suite/fixtures.js';
import { bareBindings, bareWork } from '../suite/reference.js';
import { atLeast, atMost, once } from '../suite/report.js';
import type { PostStamp } from '../suite/server-protocol.js';
import { startServer } from '../suite/server-process.js';
import type { Figure, BenchDeps } from '../suite/bench-deps.js';

const SIZES = [50, 500] as const;
const OUTBOX = 5_000;
/** Three months of a desk with 300 cards a day; the first {@link OUTBOX} of them are the largest size of the drain. */
const DAY_BINDINGS = 20_000;
const BARE_BINDINGS = 1_000;
/** Response time of a realistic server, ms; four parallel calls make 80 bindings a second. */
const SLOW_MS = 50;
const IDEAL_PER_SECOND = 80;
/** Number of bindings that measure the rate of the slow server. */
const SLOW_COUNTED = 1_000;
/** Requests besides those of the outbox. */
const OTHERS = 100;
const LIMIT_MS = 400_000;

/** Measures sending a day's outbox when the server is back, and the memory of a station that has sent very many bindings. */
export const drain: Figure = {
  name: 'drain',
  measure: async (deps) => {
    const bySize: { size: number; seconds: number }[] = [];
    for (const size of SIZES) bySize.push({ size, seconds: secondsOf(await drained(deps, { outbox: size, delayMs: 0, counted: size })) });
    const before = await drained(deps, { outbox: 0, requests: DAY_BINDINGS, delayMs: 0, counted: 0 });
    const day = await drained(deps, { outbox: DAY_BINDINGS, delayMs: 0, counted: DAY_BINDINGS });
    const fast = perSecond({ posts: day.posts.slice(0, OUTBOX) });
    bySize.push({ size: OUTBOX, seconds: secondsOf({ posts: day.posts.slice(0, OUTBOX) }) });
    const slow = perSecond(await drained(deps, { outbox: OUTBOX, delayMs: SLOW_MS, counted: SLOW_COUNTED }));
    const bare = await bareRate(deps);
    const share = (100 * fast) / bare;
    const ideal = (100 * slow) / IDEAL_PER_SECOND;
    const grown = 100 * (day.mb / before.mb - 1);
    return {
      rows: [
        {
          what: 'drain of 5,000, server of 0 ms',
          unit: '/s',
          ours: once(fast),
          reference: { is: 'durable insert and POST, one by one', spread: once(bare) },
          goal: atLeast('rate', share, 50, '%'),
        },
        {
          what: 'drain of 5,000, server of 50 ms',
          unit: '/s',
          ours: once(slow),
          reference: { is: 'four at a time, ideal', spread: once(IDEAL_PER_SECOND) },
          goal: atLeast('rate', ideal, 90, '%'),
        },
        {
          what: 'memory after 20,000 bindings',
          unit: 'MB',
          ours: once(day.mb),
          reference: { is: 'before them', spread: once(before.mb) },
          goal: atMost('growth', grown, 15, '%'),
        },
      ],
      growth: [
        {
          what: 'drain',
          unit: 'ms',
          of: 'bindings',
          kind: 'work',
          points: bySize.map(({ size, seconds }) => ({ size, cost: seconds * 1_000 })),
        },
      ],
      notes: [`drain of ${DAY_BINDINGS.toLocaleString('en-GB')}, server of 0 ms: ${Math.round(perSecond(day))} /s.`],
    };
  },
};

interface Drained {
  /** Calls that reached the server, in order. */
  readonly posts: readonly PostStamp[];
}

interface DrainOptions {
  readonly outbox: number;
  /** Number of requests at the server besides some others; the size of the outbox by default. */
  readonly requests?: number;
  readonly delayMs: number;
  /** The measurement ends after this many. */
  readonly counted: number;
}

/** Opens a station with a full outbox, and checks that each binding reaches the server, once. */
async function drained(
  deps: BenchDeps,
  { outbox, requests = outbox, delayMs, counted }: DrainOptions,
): Promise<Drained & { readonly mb: number }> {
  deps.say(`drain of ${outbox}, server of ${delayMs} ms`);
  const records = recordsOf(requests + OTHERS);
  const server = await startServer(records);
  await server.delay(delayMs);
  const profile = await makeProfile(deps.folder, { records, origin: server.origin, cached: true, done: 0, outbox });
  const program = await openStation(deps, profile);
  try {
    const posts: PostStamp[] = [];
    await markedAt(program, 'desk');
    await until(
      `${counted} bindings at the server`,
      async () => {
        posts.push(...(await server.posts()));
        return posts.length >= counted;
      },
      LIMIT_MS,
      100,
    );
    const others = posts.length - new Set(posts.map(({ requestId }) => requestId)).size;
    if (others > 0 || posts.length > outbox) throw new Error('A binding came twice, or another one');
    return { posts, mb: await settledMb(program) };
  } finally {
    await program.close();
    await server.close();
  }
}

function secondsOf({ posts }: Drained): number {
  return ((posts.at(-1)?.arrivedAt ?? 0) - (posts[0]?.arrivedAt ?? 0)) / 1_000;
}

function perSecond(one: Drained): number {
  return (one.posts.length - 1) / secondsOf(one);
}

async function bareRate(deps: BenchDeps): Promise<number> {
  const records = recordsOf(BARE_BINDINGS);
  const server = await startServer(records);
  try {
    const { perSecond } = await bareWork(z.object({ perSecond: z.number() }), deps, 'bindings', {
      origin: server.origin,
      bindings: bareBindings(records, BARE_BINDINGS),
      runs: 1,
    });
    return perSecond;
  } finally {
    await server.close();
  }
}
