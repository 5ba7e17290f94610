import { z } from 'zod';
import { until } from '../suite/clock.js';
import { openStation, recordsOf } from '../suite/desk.js';
import { makeProfile } from '../suite/fixtures.js';
import { bareBindings, bareWork } from '../suite/reference.js';
import { atLeast, once } from '../suite/report.js';
import type { PostStamp } from '../suite/server-protocol.js';
import { startServer } from '../suite/server-process.js';
import type { Figure, Workshop } from '../suite/workshop.js';

const SIZES = [50, 500, 5_000] as const;
const BARE_BINDINGS = 1_000;
/** A server like those in use, ms an answer; four at a time make 80 bindings a second. */
const SLOW_MS = 50;
const IDEAL_PER_SECOND = 80;
/** Requests besides those of the outbox. */
const OTHERS = 100;
const LIMIT_MS = 300_000;

/** A day's outbox is sent when the server is back. */
export const drain: Figure = {
  name: 'drain',
  measure: async (workshop) => {
    const bySize: { size: number; seconds: number; perSecond: number }[] = [];
    for (const size of SIZES) bySize.push(await drained(workshop, size, 0));
    const slow = await drained(workshop, SIZES[2], SLOW_MS);
    const bare = await bareRate(workshop);
    const fast = bySize.at(-1)?.perSecond ?? 0;
    const share = (100 * fast) / bare;
    const ideal = (100 * slow.perSecond) / IDEAL_PER_SECOND;
    return {
      rows: [
        { what: 'drain of 5,000, server of 0 ms', unit: '/s', ours: once(fast), reference: { is: 'durable insert and POST, one by one', spread: once(bare) }, goal: atLeast('rate', share, 50, '%') },
        { what: 'drain of 5,000, server of 50 ms', unit: '/s', ours: once(slow.perSecond), reference: { is: 'four at a time, ideal', spread: once(IDEAL_PER_SECOND) }, goal: atLeast('rate', ideal, 90, '%') },
      ],
      growth: [{ what: 'drain', unit: 'ms', of: 'bindings', kind: 'work', points: bySize.map(({ size, seconds }) => ({ size, cost: seconds * 1_000 })) }],
      notes: [],
    };
  },
};

/** Opens a station whose outbox is full, and counts what comes to the server: each binding, and each once. */
async function drained(workshop: Workshop, size: number, delayMs: number): Promise<{ size: number; seconds: number; perSecond: number }> {
  workshop.say(`drain of ${size}, server of ${delayMs} ms`);
  const records = recordsOf(size + OTHERS);
  const server = await startServer(records);
  await server.delay(delayMs);
  const profile = await makeProfile(workshop.folder, { records, origin: server.origin, cached: true, done: 0, outbox: size });
  const program = await openStation(workshop, profile);
  try {
    const posts: PostStamp[] = [];
    await until(
      `${size} bindings at the server`,
      async () => {
        posts.push(...(await server.posts()));
        return posts.length >= size;
      },
      LIMIT_MS,
      100,
    );
    if (new Set(posts.map(({ requestId }) => requestId)).size !== size || posts.length !== size) throw new Error('A binding came twice, or another one');
    const seconds = ((posts.at(-1)?.arrivedAt ?? 0) - (posts[0]?.arrivedAt ?? 0)) / 1_000;
    return { size, seconds, perSecond: (size - 1) / seconds };
  } finally {
    await program.close();
    await server.close();
  }
}

async function bareRate(workshop: Workshop): Promise<number> {
  const records = recordsOf(BARE_BINDINGS);
  const server = await startServer(records);
  try {
    const { perSecond } = await bareWork(z.object({ perSecond: z.number() }), workshop, 'bindings', {
      origin: server.origin,
      bindings: bareBindings(records, BARE_BINDINGS),
      runs: 1,
    });
    return perSecond;
  } finally {
    await server.close();
  }
}
