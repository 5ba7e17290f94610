import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { markedAt, openStation, recordsOf, settledMb } from '../suite/desk.js';
import { makeProfile } from '../suite/fixtures.js';
import { startProgram, type Program } from '../suite/program.js';
import { emptyWindow } from '../suite/reference.js';
import { atMost } from '../suite/report.js';
import { startServer } from '../suite/server-process.js';
import { quantile, spreadOf } from '../suite/statistics.js';
import { ENTRIES, ENTRIES_OF_A_BINDING, REQUESTS, type Figure } from '../suite/bench-deps.js';

const RUNS = 3;
/** Number of runs for the middle size, which is needed only for the growth; the empty window is the same each time. */
const FEWER_RUNS = 1;

interface Started {
  readonly ms: number[];
  readonly mb: number[];
}

/** Measures the time from the start of the process to a usable desk, and its memory then. */
export const start: Figure = {
  name: 'start',
  measure: async (deps) => {
    const nothing: Started = { ms: [], mb: [] };
    const bySize: { size: number; started: Started }[] = [];
    for (const [index, size] of REQUESTS.entries()) {
      deps.say(`start, ${size} requests`);
      const records = recordsOf(size);
      const server = await startServer(records);
      const done = Math.round((ENTRIES[index] ?? 0) / ENTRIES_OF_A_BINDING);
      const profile = await makeProfile(deps.folder, { records, origin: server.origin, cached: true, done, outbox: 0 });
      const started: Started = { ms: [], mb: [] };
      for (let run = 0; run < (index === 1 ? FEWER_RUNS : RUNS); run += 1) {
        await opened(nothing, async () =>
          startProgram({ executable: deps.electron, args: [emptyWindow], profile: await mkdtemp(join(deps.folder, 'empty-')) }),
        );
        await opened(started, () => openStation(deps, profile));
      }
      bySize.push({ size, started });
      await server.close();
    }
    const [small, , large] = bySize.map(({ started }) => started);
    const bare = spreadOf(nothing.ms);
    const bareMb = spreadOf(nothing.mb);
    const rows = [small, large].flatMap((started, index) => {
      if (started === undefined) return [];
      const of = index === 0 ? 'a short list' : '100,000 requests and 50,000 entries';
      const limit = index === 0 ? 1.5 : 1.8;
      const ours = spreadOf(started.ms);
      return [
        {
          what: `start with ${of}`,
          unit: 'ms' as const,
          ours,
          reference: { is: 'an empty window', spread: bare },
          goal: atMost('ratio', ours.median / bare.median, limit, '×'),
        },
      ];
    });
    const smallMb = spreadOf(small?.mb ?? []);
    return {
      rows: [
        ...rows,
        {
          what: 'memory after the start',
          unit: 'MB',
          ours: smallMb,
          reference: { is: 'an empty window', spread: bareMb },
          goal: atMost('ratio', smallMb.median / bareMb.median, 1.4, '×'),
        },
        {
          what: 'memory with 100,000 requests and 50,000 entries',
          unit: 'MB',
          ours: spreadOf(large?.mb ?? []),
          reference: { is: 'an empty window', spread: bareMb },
          goal: null,
        },
      ],
      growth: [
        {
          what: 'start',
          unit: 'ms',
          of: 'requests and half as many entries',
          kind: 'work',
          points: bySize.map(({ size, started }) => ({ size, cost: quantile(started.ms, 0.5) })),
        },
        {
          what: 'memory after the start',
          unit: 'MB',
          of: 'requests and half as many entries',
          kind: 'work',
          points: bySize.map(({ size, started }) => ({ size, cost: quantile(started.mb, 0.5) })),
        },
      ],
      notes: [],
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
