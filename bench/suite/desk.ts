import { join } from 'node:path';
import * as z from 'zod';
import { makeProfile, type ProfileContents } from './fixtures.js';
import { seen } from './page.js';
import { startProgram, type Program } from './program.js';
import { startServer, type Records, type Server } from './server-process.js';
import type { BenchDeps } from './bench-deps.js';

/** Returns a number of records, the same each time. */
export function recordsOf(size: number): Records {
  return { size, seed: 1, now: new Date().toISOString().slice(0, 10).concat('T06:00:00.000Z') };
}

export interface Desk {
  readonly program: Program;
  readonly server: Server;
  readonly profile: string;
  readonly contents: ProfileContents;
  close(): Promise<void>;
}

/** Opens the packaged station with a profile. */
export function openStation({ station }: BenchDeps, profile: string): Promise<Program> {
  // A machine-wide settings file on this machine must not affect the measurement.
  return startProgram({
    executable: station,
    args: [],
    profile,
    env: { CARD_DESK_SYSTEM_SETTINGS: join(profile, 'system-settings.json') },
  });
}

/** Opens a station with its own server, and waits until the list is on the screen and the server has been asked. */
export async function openDesk(
  deps: BenchDeps,
  size: number,
  given: Partial<Omit<ProfileContents, 'records' | 'origin'>> = {},
): Promise<Desk> {
  const records = recordsOf(size);
  const server = await startServer(records);
  const contents: ProfileContents = { records, origin: server.origin, cached: true, done: 0, outbox: 0, ...given };
  const profile = await makeProfile(deps.folder, contents);
  const program = await openStation(deps, profile);
  await seen(program.page, { selector: '[data-testid="connection"][data-state="up"]' });
  await seen(program.page, { selector: '.request-row' });
  return {
    program,
    server,
    profile,
    contents,
    close: async () => {
      await program.close();
      await server.close();
    },
  };
}

/** Time after which memory that a program needs only at its start has been returned, ms. */
const SETTLE_MS = 1_500;

/** Returns the memory of all processes of a program once it is idle. */
export async function settledMb(program: Program): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return program.memoryMb();
}

/**
 * Returns the time of a mark that the packaged station and the empty window set: when the desk or the window was first on the
 * screen.
 */
export async function markedAt({ page, toMonotonic }: Program, name: string): Promise<number> {
  const at = await page.evaluate(
    z.number(),
    (mark) =>
      new Promise<number>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(`There is no mark ${mark}`));
        }, 120_000);
        new PerformanceObserver((list) => {
          const [entry] = list.getEntriesByName(mark);
          if (entry === undefined) return;
          clearTimeout(timer);
          resolve(entry.startTime);
        }).observe({ type: 'mark', buffered: true });
      }),
    name,
  );
  return toMonotonic(at);
}
