import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../suite/clock.js';
import { markedAt, openStation, recordsOf } from '../suite/desk.js';
import { makeProfile } from '../suite/fixtures.js';
import { startProgram, type Program } from '../suite/program.js';
import { emptyWindow } from '../suite/reference.js';
import { atMost, once } from '../suite/report.js';
import { startServer } from '../suite/server-process.js';
import { quantile, spreadOf } from '../suite/statistics.js';
import { ENTRIES, ENTRIES_OF_A_BINDING, REQUESTS, type Figure, type Workshop } from '../suite/workshop.js';

const RUNS = 4;
/** What a program takes at its start is given back by then, ms. */
const SETTLE_MS = 2_000;
/** What a desk of 300 cards a day does in three months. */
const DAY_BINDINGS = 20_000;
const DAY_LIMIT_MS = 600_000;

interface Started {
  readonly ms: number[];
  readonly mb: number[];
}

/** From the start of the process to a desk that can be worked at, and the memory it takes then and after much work. */
export const start: Figure = {
  name: 'start',
  measure: async (workshop) => {
    const nothing: Started = { ms: [], mb: [] };
    const bySize: { size: number; started: Started }[] = [];
    for (const [index, size] of REQUESTS.entries()) {
      workshop.say(`start, ${size} requests`);
      const records = recordsOf(size);
      const server = await startServer(records);
      const done = Math.round((ENTRIES[index] ?? 0) / ENTRIES_OF_A_BINDING);
      const profile = await makeProfile(workshop.folder, { records, origin: server.origin, cached: true, done, outbox: 0 });
      const started: Started = { ms: [], mb: [] };
      for (let run = 0; run < RUNS; run += 1) {
        await opened(nothing, async () => startProgram({ executable: workshop.electron, args: [emptyWindow], profile: await mkdtemp(join(workshop.folder, 'empty-')) }));
        await opened(started, () => openStation(workshop, profile));
      }
      bySize.push({ size, started });
      await server.close();
    }
    const [small, , large] = bySize.map(({ started }) => started);
    const bare = spreadOf(nothing.ms);
    const bareMb = spreadOf(nothing.mb);
    const day = await dayOfWork(workshop);
    const rows = [small, large].flatMap((started, index) => {
      if (started === undefined) return [];
      const of = index === 0 ? 'a short list' : '100,000 requests and 50,000 entries';
      const limit = index === 0 ? 1.5 : 1.8;
      const ours = spreadOf(started.ms);
      return [{ what: `start with ${of}`, unit: 'ms' as const, ours, reference: { is: 'an empty window', spread: bare }, goal: atMost('ratio', ours.median / bare.median, limit, '×') }];
    });
    const smallMb = spreadOf(small?.mb ?? []);
    const grown = 100 * (day.after / day.before - 1);
    return {
      rows: [
        ...rows,
        { what: 'memory after the start', unit: 'MB', ours: smallMb, reference: { is: 'an empty window', spread: bareMb }, goal: atMost('ratio', smallMb.median / bareMb.median, 1.4, '×') },
        { what: 'memory with 100,000 requests and 50,000 entries', unit: 'MB', ours: spreadOf(large?.mb ?? []), reference: { is: 'an empty window', spread: bareMb }, goal: null },
        { what: 'memory after 20,000 bindings', unit: 'MB', ours: once(day.after), reference: { is: 'before them', spread: once(day.before) }, goal: atMost('growth', grown, 15, '%') },
      ],
      growth: [
        { what: 'start', unit: 'ms', of: 'requests and half as many entries', kind: 'work', points: bySize.map(({ size, started }) => ({ size, cost: quantile(started.ms, 0.5) })) },
        { what: 'memory after the start', unit: 'MB', of: 'requests and half as many entries', kind: 'work', points: bySize.map(({ size, started }) => ({ size, cost: quantile(started.mb, 0.5) })) },
      ],
      notes: [`drain of ${DAY_BINDINGS.toLocaleString('en-GB')}, server of 0 ms: ${Math.round(day.perSecond)} /s.`],
    };
  },
};

async function opened(into: Started, open: () => Promise<Program>): Promise<void> {
  const program = await open();
  try {
    into.ms.push((await markedAt(program, 'desk')) - program.startedAt);
    into.mb.push(await settledMb(program));
  } finally {
    await program.close();
  }
}

async function settledMb(program: Program): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return program.memoryMb();
}

/** A station before and after very many bindings: one that has nothing to send, and one that has sent them all. */
async function dayOfWork(workshop: Workshop): Promise<{ before: number; after: number; perSecond: number }> {
  workshop.say(`a day of ${DAY_BINDINGS} bindings`);
  const records = recordsOf(DAY_BINDINGS * 2);
  const memory: number[] = [];
  let perSecond = 0;
  for (const outbox of [0, DAY_BINDINGS]) {
    const server = await startServer(records);
    const profile = await makeProfile(workshop.folder, { records, origin: server.origin, cached: true, done: 0, outbox });
    const program = await openStation(workshop, profile);
    try {
      await markedAt(program, 'desk');
      let [bound, first, last] = [0, 0, 0];
      await until(
        'the outbox is empty',
        async () => {
          for (const { arrivedAt } of await server.posts()) {
            if (first === 0) first = arrivedAt;
            last = arrivedAt;
            bound += 1;
          }
          return bound >= outbox;
        },
        DAY_LIMIT_MS,
        200,
      );
      if (outbox > 0) perSecond = (outbox * 1_000) / (last - first);
      memory.push(await settledMb(program));
    } finally {
      await program.close();
      await server.close();
    }
  }
  const [before = Number.NaN, after = Number.NaN] = memory;
  return { before, after, perSecond };
}
