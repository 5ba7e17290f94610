import type { Stopped } from '../core/stop-parts.js';
import type { ExitDeadline } from '../core/exit-deadline.js';
import type { Log } from '../core/log.js';

/** Time after which windows that do not close are destroyed, ms: a hanging page never confirms. */
const WINDOWS_MS = 1_500;
/** Longest time for the station to stop, ms: more than the sum of its own limits. */
const STOP_MS = 7_100;
/** How long to wait for pending system calls, and the interval between checks, ms. */
const CALLS_MS = 300;
const LOOK_MS = 50;
/** Time for other threads to close their files before the process is killed, ms. */
const CLOSE_MS = 300;
/** Applies even if the main thread is blocked: later than all of the above, and within 10 s. */
const DEADLINE: ExitDeadline = { closeMs: 9_250, killMs: 9_600 };

/** Dependencies of {@link Quit}: functions of Electron and the process. */
export interface QuitSystem {
  /** Calls the listener when the program is asked to quit and nothing prevents it. */
  readonly onAsked: (listener: () => void) => void;
  /** Calls the listener when all windows are closed. The process continues until {@link exit} or {@link kill}. */
  readonly onWindowsClosed: (listener: () => void) => void;
  readonly destroyWindows: () => void;
  /** Exits normally. Waits for every thread and every pending system call. */
  readonly exit: (code: number) => void;
  readonly kill: () => void;
  /** Returns the names of system calls that run in a thread and cannot be canceled: file operations and DNS lookups. */
  readonly pendingSystemCalls: () => readonly string[];
  readonly startExitDeadline: (deadline: ExitDeadline) => void;
  readonly broadcastShutdown: () => void;
}

export interface QuitDeps {
  readonly system: QuitSystem;
  readonly schedule: (work: () => void, ms: number) => () => void;
  readonly log: Pick<Log, 'error'>;
}

/**
 * Ends the station within 10 s of a request to quit, whatever hangs. Electron's exit waits for all threads and system calls. If
 * one hangs, the process is killed instead, after the journal is closed.
 */
export class Quit {
  readonly #deps: QuitDeps;
  #stop: () => Promise<Stopped> = () => Promise.resolve('stopped');
  #stopping: Promise<Stopped> | null = null;
  #hasDeadline = false;
  #isEnding = false;

  constructor(deps: QuitDeps) {
    this.#deps = deps;
    deps.system.onAsked(() => {
      this.#limit();
    });
    deps.system.onWindowsClosed(() => void this.end(0));
  }

  /** Whether the station is stopping. */
  get isStopping(): boolean {
    return this.#stopping !== null;
  }

  /** Sets the function that stops the station before the process ends. */
  stopFirst(stop: () => Promise<Stopped>): void {
    this.#stop = stop;
  }

  /** Stops the station, once. Takes at most 7.1 s and never rejects. */
  stop(): Promise<Stopped> {
    this.#stopping ??= this.#within(STOP_MS, this.#stop());
    return this.#stopping;
  }

  /** Stops the station and exits. */
  async end(code: number): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#limit();
    const { system, log } = this.#deps;
    const stopped = await this.stop();
    if (stopped === 'stopped' && (await this.#areCallsDone())) {
      system.exit(code);
      return;
    }
    system.broadcastShutdown();
    log.error('the process cannot exit and is killed', { stopped, calls: system.pendingSystemCalls().join(' ') });
    await this.#pause(CLOSE_MS);
    system.kill();
  }

  #limit(): void {
    if (this.#hasDeadline) return;
    this.#hasDeadline = true;
    const { system, schedule } = this.#deps;
    system.startExitDeadline(DEADLINE);
    schedule(system.destroyWindows, WINDOWS_MS);
  }

  async #within(limitMs: number, stopping: Promise<Stopped>): Promise<Stopped> {
    let cancel: () => void = () => undefined;
    const late = new Promise<Stopped>((resolve) => {
      cancel = this.#deps.schedule(() => {
        resolve('left-running');
      }, limitMs);
    });
    try {
      return await Promise.race([stopping, late]);
    } catch (error) {
      this.#deps.log.error('the station could not be stopped', { detail: error instanceof Error ? error.message : String(error) });
      return 'left-running';
    } finally {
      cancel();
    }
  }

  async #areCallsDone(): Promise<boolean> {
    for (let waitedMs = 0; this.#deps.system.pendingSystemCalls().length > 0; waitedMs += LOOK_MS) {
      if (waitedMs >= CALLS_MS) return false;
      await this.#pause(LOOK_MS);
    }
    return true;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#deps.schedule(resolve, ms));
  }
}
