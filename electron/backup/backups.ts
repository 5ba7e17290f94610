import type { BackupFailure, BackupProblem, BackupReport } from '../../shared/backup.js';
import type { Warnings } from '../../shared/warnings.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { clockJump, type ClockReading } from '../store/clock-jump.js';
import type { BackupOutcome } from '../store/make-backup.js';
import { alarmAfterMs, dueAt, scheduleOf } from './backup-schedule.js';
import type { BackupState } from './backup-state.js';
import type { Log } from '../core/log.js';
import type { Settings } from '../settings/settings.js';

export interface BackupsDeps {
  readonly settings: NonNullable<Settings['backup']>;
  /** State before this start. */
  readonly state: BackupState;
  /** Stores the state. */
  readonly keep: (state: BackupState) => Promise<void>;
  /** How the passphrase's key is protected; `missing` if the administrator has set none, so no backup is made. */
  readonly passphrase: 'system' | 'file' | 'missing';
  /** Makes a backup outside the main thread; never called while one is in progress. After a clock jump it removes no older ones. */
  readonly make: (now: string, clockJumped: boolean) => Promise<BackupOutcome>;
  readonly now: () => Date;
  /** Milliseconds of a monotonic clock. */
  readonly monotonicMs: () => number;
  /** Runs work after a delay in ms; returns a function that cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  readonly log: Log;
}

/** The clock has jumped if it advanced this much more than the monotonic clock, ms. Less is sleep over a night or a weekend. */
const SLEPT_MS = 4 * 24 * 3_600_000;

/** Interval between looks at the clock, ms. A long timer would stop while the machine sleeps. */
const LOOK_MS = 30_000;
/** Delay after a failed backup, ms. */
const RETRY_MS = 10 * 60_000;
/** After this time, ms, a backup in progress is reported as failed: a share may never answer. */
const LONGEST_MS = 15 * 60_000;

/** Makes backups of the journal when they are due, and warns if there is no good one. Nothing waits for them. */
export class Backups {
  readonly #options: BackupsDeps;
  readonly #alarmMs: number;
  #state: BackupState;
  #running: { readonly since: number; readonly done: Promise<BackupOutcome> } | null = null;
  /** The failure if the backup in progress was reported as too slow. */
  #slow: BackupFailure | null = null;
  #cancel: () => void = () => undefined;
  #stopped = false;
  #clocks: ClockReading;
  /** Whether the clock jumped since the last good backup. */
  #clockJumped = false;
  #warn: (warnings: Warnings) => void = () => undefined;
  #warned = '';

  constructor(options: BackupsDeps) {
    this.#options = options;
    this.#alarmMs = alarmAfterMs(options.settings);
    this.#state = options.state;
    // Across a restart only a jump back can be detected, by a last backup in the future.
    this.#clocks = { wallMs: Date.parse(options.state.lastGood?.at ?? options.now().toISOString()), monotonicMs: null };
  }

  /** Starts watching the clock. @param warn called with the current warnings whenever they change */
  start(warn: (warnings: Warnings) => void): void {
    this.#warn = warn;
    this.#look();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Returns the current state. */
  report(): BackupReport {
    const { settings, passphrase } = this.#options;
    const { lastGood } = this.#state;
    return {
      state: 'on',
      folder: settings.folder,
      running: this.#running !== null,
      lastGood,
      failure: this.#failure(),
      nextAt: passphrase === 'missing' ? null : this.#nextAt(this.#options.now()).toISOString(),
      passphrase,
    };
  }

  /** Makes a backup now, or waits for the one in progress. */
  async makeNow(): Promise<Result<BackupReport>> {
    const { settings, passphrase } = this.#options;
    if (passphrase === 'missing') return fail({ code: 'backup-failed', problem: 'no-passphrase', folder: settings.folder, detail: '' });
    const outcome = await this.#make();
    return outcome.outcome === 'made'
      ? ok(this.report())
      : fail({ code: 'backup-failed', problem: outcome.problem, folder: settings.folder, detail: outcome.detail });
  }

  #look(): void {
    if (this.#stopped) return;
    const now = this.#options.now();
    this.#lookForJump();
    if (this.#options.passphrase !== 'missing' && this.#running === null && this.#nextAt(now) <= now) void this.#make();
    if (this.#running !== null && this.#slow === null && now.getTime() - this.#running.since > LONGEST_MS) {
      this.#slow = this.#failed('too-slow', '');
    }
    this.#tell();
    this.#cancel = this.#options.schedule(() => {
      this.#look();
    }, LOOK_MS);
  }

  /** Returns when the next backup is due. After a failure there is a delay, unless the clock was set back since. */
  #nextAt(now: Date): Date {
    const { lastGood, failure } = this.#state;
    const due = dueAt(scheduleOf(this.#options.settings), lastGood === null ? null : new Date(lastGood.at), now);
    const failedAt = failure === null ? Number.NaN : Date.parse(failure.at);
    return failedAt <= now.getTime() ? new Date(Math.max(due.getTime(), failedAt + RETRY_MS)) : due;
  }

  #make(): Promise<BackupOutcome> {
    if (this.#running !== null) return this.#running.done;
    const done = this.#making();
    this.#running = { since: this.#options.now().getTime(), done };
    return done;
  }

  async #making(): Promise<BackupOutcome> {
    const { make, keep, now, log } = this.#options;
    const at = now().toISOString();
    this.#lookForJump();
    const outcome = await make(at, this.#clockJumped).catch((error: unknown): BackupOutcome => ({
      outcome: 'failed',
      problem: 'journal',
      detail: error instanceof Error ? error.message : String(error),
    }));
    this.#running = null;
    this.#slow = null;
    if (outcome.outcome === 'made') {
      const { name, sizeBytes, entries, head, kept, removed } = outcome;
      this.#clockJumped = false;
      this.#state = { lastGood: { at, name, sizeBytes, entries, head, kept }, failure: null };
      log.info('the journal was backed up', { name, entries, head, kept, removed: removed.length });
    } else {
      const { problem, detail } = outcome;
      this.#state = { ...this.#state, failure: this.#failed(problem, detail) };
      log.error('the journal was not backed up', { problem, detail });
    }
    await keep(this.#state).catch((error: unknown) => {
      log.warn('the result of the backup cannot be stored', { detail: error instanceof Error ? error.message : String(error) });
    });
    this.#tell();
    return outcome;
  }

  #lookForJump(): void {
    const clocks: ClockReading = { wallMs: this.#options.now().getTime(), monotonicMs: this.#options.monotonicMs() };
    const jumpMs = clockJump(this.#clocks, clocks);
    this.#clocks = clocks;
    if (jumpMs !== null && (jumpMs < 0 || jumpMs > SLEPT_MS)) this.#clockJumped = true;
  }

  #failed(problem: BackupProblem, detail: string): BackupFailure {
    return { at: this.#options.now().toISOString(), problem, detail };
  }

  #failure(): BackupFailure | null {
    return this.#slow ?? this.#state.failure;
  }

  #warnings(): Warnings {
    const { settings, passphrase, now } = this.#options;
    const { folder } = settings;
    const lastGoodAt = this.#state.lastGood?.at ?? null;
    if (passphrase === 'missing') return [{ code: 'backup-no-passphrase', folder }];
    const failure = this.#failure();
    if (failure !== null) return [{ code: 'backup-failed', folder, problem: failure.problem, detail: failure.detail, lastGoodAt }];
    // A backup in progress is about to solve the problem.
    const isOld = lastGoodAt !== null && this.#running === null && now().getTime() - Date.parse(lastGoodAt) > this.#alarmMs;
    return isOld ? [{ code: 'backup-old', folder, lastGoodAt }] : [];
  }

  #tell(): void {
    const warnings = this.#warnings();
    const said = JSON.stringify(warnings);
    if (said === this.#warned || this.#stopped) return;
    this.#warned = said;
    this.#warn(warnings);
  }
}
