import type { Stopped } from '../core/stop-parts.js';
import type { ExitDeadline } from '../core/exit-deadline.js';
import type { Log } from '../core/log.js';

/** After so long, ms, windows that do not close are destroyed: a page that hangs never says that it may be. */
const WINDOWS_MS = 1_500;
/** Longest the station may take to stop, ms: more than its own limits together. */
const STOP_MS = 7_100;
/** How long the system's own calls that are still under way are waited for, ms, and how often they are looked at. */
const CALLS_MS = 300;
const LOOK_MS = 50;
/** How long other threads have to close what they hold before the process is killed, ms. */
const CLOSE_MS = 300;
/** For when not even the main thread goes on: later than all of the above, and within 10 s. */
const DEADLINE: ExitDeadline = { closeMs: 9_250, killMs: 9_600 };

/** What of Electron and of the process an end needs. */
export interface QuitSystem {
  /** Told when the program is asked to quit and nothing keeps it from it. */
  readonly onAsked: (listener: () => void) => void;
  /** Told when all windows are closed; the process stays until {@link exit} or {@link kill}. */
  readonly onWindowsClosed: (listener: () => void) => void;
  readonly destroyWindows: () => void;
  /** Ends the process in order. Waits for every thread, and for every call of {@link pendingSystemCalls}. */
  readonly exit: (code: number) => void;
  readonly kill: () => void;
  /** Names of the system's calls that run in a thread and cannot be called off: files, and names that are looked up. */
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
 * Ends the station within 10 s when it is asked to quit, whatever hangs. Electron waits at its end for every thread and for every
 * call of the system's: where one hangs, the process is killed instead, once the journal is closed.
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

  /** Whether the station is being stopped. */
  get isStopping(): boolean {
    return this.#stopping !== null;
  }

  /** There is a station by now, or will be, which is stopped before the process ends. */
  stopFirst(stop: () => Promise<Stopped>): void {
    this.#stop = stop;
  }

  /** Stops the station, once. Never takes longer than 7.1 s and never rejects. */
  stop(): Promise<Stopped> {
    this.#stopping ??= this.#within(STOP_MS, this.#stop());
    return this.#stopping;
  }

  /** Stops the station and ends the process. */
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
    log.error('something keeps the process from its end: it is killed', { stopped, calls: system.pendingSystemCalls().join(' ') });
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
