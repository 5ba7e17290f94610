import { beforeEach, describe, expect, it } from 'vitest';
import type { Warnings } from '../../shared/warnings.js';
import type { BackupOutcome } from '../store/make-backup.js';
import type { BackupState } from './backup-state.js';
import { Backups, type BackupsDeps } from './backups.js';

const HEAD = 'a'.repeat(64);
const HOUR = 3_600_000;
const made: BackupOutcome = { outcome: 'made', name: 'one.cdb', sizeBytes: 10, entries: 3, head: HEAD, kept: 1, removed: [] };
const full: BackupOutcome = { outcome: 'failed', problem: 'full', detail: 'ENOSPC' };

/** Backups of a station with a controlled clock and target. */
class World {
  now = Date.parse('2026-01-05T08:00:00.000Z');
  outcomes: (BackupOutcome | 'hangs')[] = [];
  readonly madeAt: string[] = [];
  readonly afterJump: boolean[] = [];
  steadyMs = 0;
  warnings: Warnings = [];
  kept: BackupState = { lastGood: null, failure: null };
  #look: (() => void) | null = null;

  open(change: Partial<BackupsDeps> = {}): Backups {
    const backups = new Backups({
      settings: { folder: '/backups', everyHours: 4, keepCount: 10, keepDays: 30, alarmAfterHours: 10 },
      state: this.kept,
      keep: (state) => {
        this.kept = state;
        return Promise.resolve();
      },
      passphrase: 'system',
      make: (now, clockJumped) => {
        this.madeAt.push(now);
        this.afterJump.push(clockJumped);
        const outcome = this.outcomes.shift() ?? made;
        return outcome === 'hangs' ? new Promise(() => undefined) : Promise.resolve(outcome);
      },
      now: () => new Date(this.now),
      monotonicMs: () => this.steadyMs,
      schedule: (work) => {
        this.#look = work;
        return () => {
          this.#look = null;
        };
      },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      ...change,
    });
    backups.start((warnings) => {
      this.warnings = warnings;
    });
    return backups;
  }

  /** Advances time in steps of five minutes, in which the station looks at its clock; the machine may sleep instead. */
  async pass(hours: number, asleep = false): Promise<void> {
    const end = this.now + hours * HOUR;
    while (this.now < end) {
      const next = asleep ? end : Math.min(end, this.now + HOUR / 12);
      if (!asleep) this.steadyMs += next - this.now;
      this.now = next;
      this.#look?.();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});

describe('backups', () => {
  it('are made immediately if there is none, then on schedule', async () => {
    const backups = world.open();
    await world.pass(9);
    expect(world.madeAt.map((at) => at.slice(11, 16))).toEqual(['08:00', '12:00', '16:00']);
    expect(backups.report()).toMatchObject({
      state: 'on',
      lastGood: { name: 'one.cdb', head: HEAD },
      failure: null,
      nextAt: '2026-01-05T20:00:00.000Z',
      running: false,
    });
    expect(world.warnings).toEqual([]);
  });

  it('keep their schedule across restarts and sleep', async () => {
    world.open().stop();
    await world.pass(1);
    world.open();
    await world.pass(1);
    expect(world.madeAt).toHaveLength(1);
    await world.pass(60, true);
    expect(world.madeAt).toHaveLength(2);
    await world.pass(1);
    expect(world.madeAt).toHaveLength(2);
  });

  it('warn after a failure, retry after a delay, and clear the warning', async () => {
    world.outcomes = [made, full, full];
    world.open();
    await world.pass(4);
    expect(world.warnings).toEqual([
      { code: 'backup-failed', folder: '/backups', problem: 'full', detail: 'ENOSPC', lastGoodAt: '2026-01-05T08:00:00.000Z' },
    ]);
    await world.pass(0.5);
    expect(world.madeAt.map((at) => at.slice(11, 16))).toEqual(['08:00', '12:00', '12:10', '12:20']);
    expect(world.warnings).toEqual([]);
  });

  it('warn across a restart too, and say that there has been no good one', async () => {
    world.outcomes = [full];
    world.open().stop();
    await world.pass(0.01);
    world.now += 1_000;
    world.open();
    expect(world.warnings).toMatchObject([{ code: 'backup-failed', lastGoodAt: null }]);
  });

  it('are not made without a passphrase, with a warning', async () => {
    const backups = world.open({ passphrase: 'missing' });
    await world.pass(9);
    expect(world.madeAt).toEqual([]);
    expect(world.warnings).toEqual([{ code: 'backup-no-passphrase', folder: '/backups' }]);
    expect(backups.report()).toMatchObject({ nextAt: null, passphrase: 'missing' });
    expect(await backups.makeNow()).toMatchObject({ ok: false, error: { code: 'backup-failed', problem: 'no-passphrase' } });
  });

  it('warn about a target that never answers, and are not tried again until it does', async () => {
    world.outcomes = ['hangs'];
    const backups = world.open();
    await world.pass(2);
    expect(world.madeAt).toHaveLength(1);
    expect(world.warnings).toMatchObject([{ code: 'backup-failed', problem: 'too-slow' }]);
    expect(backups.report()).toMatchObject({ running: true });
  });

  it('warn when the last good one is too old', async () => {
    world.kept = {
      lastGood: { at: '2026-01-05T00:00:00.000Z', name: 'one.cdb', sizeBytes: 1, entries: 1, head: HEAD, kept: 1 },
      failure: null,
    };
    world.open({ settings: { folder: '/backups', at: ['23:30'], keepCount: 10, keepDays: 30, alarmAfterHours: 10 } });
    await world.pass(1);
    expect(world.warnings).toEqual([]);
    await world.pass(2);
    expect(world.warnings).toEqual([{ code: 'backup-old', folder: '/backups', lastGoodAt: '2026-01-05T00:00:00.000Z' }]);
  });

  it('remove no older ones right after a clock jump, and do again after the next', async () => {
    world.open();
    await world.pass(5);
    world.now += 365 * 24 * HOUR;
    await world.pass(5);
    world.now -= 365 * 24 * HOUR;
    await world.pass(5);
    await world.pass(60, true);
    await world.pass(1);
    expect(world.afterJump).toEqual([false, false, true, false, true, false, false]);
  });

  it('remove no older ones after a start with the clock set back', async () => {
    world.kept = {
      lastGood: { at: '2026-02-05T00:00:00.000Z', name: 'one.cdb', sizeBytes: 1, entries: 1, head: HEAD, kept: 1 },
      failure: null,
    };
    const backups = world.open();
    await backups.makeNow();
    expect(world.afterJump[0]).toBe(true);
  });

  it('can be made now, once however often requested', async () => {
    const backups = world.open();
    const [one, other] = await Promise.all([backups.makeNow(), backups.makeNow()]);
    expect(one).toMatchObject({ ok: true, value: { lastGood: { entries: 3 } } });
    expect(other.ok).toBe(true);
    expect(world.madeAt).toHaveLength(1);
    world.outcomes = [full];
    expect(await backups.makeNow()).toEqual({
      ok: false,
      error: { code: 'backup-failed', problem: 'full', folder: '/backups', detail: 'ENOSPC' },
    });
  });
});
