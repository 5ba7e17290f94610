import type Database from 'libsql';
import * as z from 'zod';

const momentRow = z.object({ at: z.iso.datetime().nullable() });

/** Two clocks read at one moment, in ms. */
export interface ClockReading {
  /** The wall clock, since the epoch. Anybody may set it. */
  readonly wallMs: number;
  /** The clock that never jumps, since some moment of this process; null: read by another process. */
  readonly monotonicMs: number | null;
}

/** Smaller differences are the ordinary correction of a clock, ms. */
const TOLERANCE_MS = 5_000;

/**
 * How far the wall clock jumped between two readings, ms; negative: back. Null: it did not. A machine that slept shows
 * a jump forward, since its steady clock stood still. Over a restart only a jump back can be told.
 */
export function clockJump(before: ClockReading, after: ClockReading): number | null {
  const wall = after.wallMs - before.wallMs;
  if (before.monotonicMs === null || after.monotonicMs === null) return wall < -TOLERANCE_MS ? wall : null;
  const jump = wall - (after.monotonicMs - before.monotonicMs);
  return Math.abs(jump) > TOLERANCE_MS ? jump : null;
}

/** Returns when the last entry was written, by the wall clock alone: the other clock began anew with this process. Null: there is none, or it cannot be read. */
export function lastMoment(db: Database.Database): ClockReading | null {
  const [last] = db
    .prepare("SELECT CASE WHEN json_valid(body) THEN json_extract(body, '$.at') END AS at FROM entries ORDER BY seq DESC LIMIT 1")
    .all();
  const moment = momentRow.safeParse(last);
  return moment.success && moment.data.at !== null ? { wallMs: Date.parse(moment.data.at), monotonicMs: null } : null;
}
