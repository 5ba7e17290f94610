import { expect, it } from 'vitest';
import { CallBudget, BUSY_RETRY_MS } from './call-budget.js';

const startMs = Date.parse('2026-03-01T08:00:00.000Z');

function budget(askedAt: string | null, isQuiet: () => boolean = () => true) {
  const clock = { nowMs: startMs };
  const pauses: number[] = [];
  const kept: string[] = [];
  const made = new CallBudget(
    {
      callsPerHour: 60,
      now: () => new Date(clock.nowMs),
      pause: (ms) => {
        pauses.push(ms);
        clock.nowMs += ms;
        return Promise.resolve();
      },
      isQuiet,
      keep: (at) => {
        kept.push(at);
        return Promise.resolve();
      },
    },
    askedAt,
  );
  return { made, clock, pauses, kept };
}

it('allows the first call at once and spreads the others over the hour, storing each first', async () => {
  const { made, pauses, kept } = budget(null);
  for (const _ of [1, 2, 3]) expect(await made.turn()).toBe(true);
  expect(pauses).toEqual([60_000, 60_000]);
  expect(kept).toEqual(['2026-03-01T08:00:00.000Z', '2026-03-01T08:01:00.000Z', '2026-03-01T08:02:00.000Z']);
});

it('continues from the last call before a restart', async () => {
  const { made, pauses } = budget('2026-03-01T07:59:20.000Z');
  await made.turn();
  expect(pauses).toEqual([20_000]);
});

it('waits no longer than its share after the clock was set back by a year', async () => {
  const { made, pauses } = budget('2027-03-01T08:00:00.000Z');
  await made.turn();
  expect(pauses).toEqual([60_000]);
});

it('waits until more important work is done', async () => {
  let busy = 3;
  const { made, pauses } = budget(null, () => (busy -= 1) < 0);
  expect(await made.turn()).toBe(true);
  expect(pauses).toEqual([BUSY_RETRY_MS, BUSY_RETRY_MS, BUSY_RETRY_MS]);
});

it('allows no call once closed, also for waiting callers', async () => {
  const { made, kept } = budget(null, () => {
    made.close();
    return false;
  });
  expect(await made.turn()).toBe(false);
  expect(kept).toEqual([]);
});

it('allows no call that cannot be stored', async () => {
  const made = new CallBudget(
    {
      callsPerHour: 60,
      now: () => new Date(startMs),
      pause: () => Promise.resolve(),
      isQuiet: () => true,
      keep: () => Promise.reject(new Error('disk full')),
    },
    null,
  );
  await expect(made.turn()).rejects.toThrow('disk full');
});
