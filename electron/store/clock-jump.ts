import type Database from 'libsql';
import * as z from 'zod';

const momentRow = z.object({ at: z.iso.datetime().nullable() });

/** Two clocks read at one moment, in ms. */
export interface ClockReading {
  /** Wall clock, since the epoch. A user can change it. */
  readonly wallMs: number;
  /** Monotonic clock since a time in this process; null if another process read it. */
  readonly monotonicMs: number | null;
}

/** Smaller differences are ordinary clock corrections, ms. */
const TOLERANCE_MS = 5_000;

/**
 * Returns how far the wall clock jumped between two readings, ms, negative for backwards; null if it did not. Sleep counts as a
 * jump forward, because the monotonic clock stands still. Across a restart only jumps back can be detected.
 */
export function clockJump(before: ClockReading, after: ClockReading): number | null {
  const wall = after.wallMs - before.wallMs;
  if (before.monotonicMs === null || after.monotonicMs === null) return wall < -TOLERANCE_MS ? wall : null;
  const jump = wall - (after.monotonicMs - before.monotonicMs);
  return Math.abs(jump) > TOLERANCE_MS ? jump : null;
}

/** Returns the wall-clock time of the last entry; null if there is none or it is unreadable. The monotonic clock restarts with each process. */
export function lastMoment(db: Database.Database): ClockReading | null {
  const [last] = db
    .prepare("SELECT CASE WHEN json_valid(body) THEN json_extract(body, '$.at') END AS at FROM entries ORDER BY seq DESC LIMIT 1")
    .all();
  const moment = momentRow.safeParse(last);
  return moment.success && moment.data.at !== null ? { wallMs: Date.parse(moment.data.at), monotonicMs: null } : null;
}
