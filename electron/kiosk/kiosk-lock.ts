import type { BrowserWindow, Input, WebContents } from 'electron';
import type { Kiosk as KioskState } from '../../shared/kiosk.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { PinTries } from './pin-tries.js';

/** Dependencies of the lock: functions of Electron, apart from its window. */
export interface KioskSystem {
  /** Keeps the screen on until the returned function is called. */
  readonly stayAwake: () => () => void;
  /** Calls the listener with every present and future page, including sign-in pages. */
  readonly onContents: (listener: (contents: WebContents) => void) => void;
  /** Asks, when the program is about to quit, whether to prevent that. */
  readonly onQuit: (mayNot: () => boolean) => void;
}

export interface KioskLockDeps {
  readonly tries: Pick<PinTries, 'try'>;
  readonly idleMs: number;
  readonly system: KioskSystem;
  readonly onChanged: (state: KioskState) => void;
}

/** Allowed keys with Ctrl or Command: the screens, and editing in a field. */
const harmless = /^(?:[1-5acvxzy]|arrow(?:left|right)|backspace|delete|home|end)$/;

/** Returns whether a key is for the desk, not for the system or browser. */
export function isForDesk({ key, control, meta, alt }: Pick<Input, 'key' | 'control' | 'meta' | 'alt'>): boolean {
  // On many keyboards right Alt is Ctrl and Alt, and types letters such as €.
  if (control && alt) return Array.from(key).length === 1;
  if (alt || /^F\d+$/.test(key)) return false;
  return !(control || meta) || harmless.test(key.toLowerCase());
}

/**
 * Locks the desk to its window until the administrator's PIN is entered: full screen, cannot be closed or quit, and shortcuts
 * of the browser and window manager that reach it are ignored.
 */
export class KioskLock {
  readonly #options: KioskLockDeps;
  #locked = true;
  #window: BrowserWindow | null = null;
  #letSleep: () => void = () => undefined;

  constructor(options: KioskLockDeps) {
    this.#options = options;
    const { system } = options;
    system.onQuit(() => this.#locked);
    system.onContents((contents) => {
      contents.on('before-input-event', (event, input) => {
        if (this.#locked && !isForDesk(input)) event.preventDefault();
      });
      contents.on('context-menu', (event) => {
        event.preventDefault();
      });
    });
  }

  get isLocked(): boolean {
    return this.#locked;
  }

  state(): KioskState {
    return { state: this.#locked ? 'locked' : 'left', idleMs: this.#options.idleMs };
  }

  /** Makes a window full-screen and locks it. */
  hold(window: BrowserWindow): void {
    this.#window = window;
    this.#letSleep = this.#options.system.stayAwake();
    window.setKiosk(true);
    window.on('close', (event) => {
      if (this.#locked) event.preventDefault();
    });
    // A window manager without kiosk support may still leave full screen.
    window.on('leave-full-screen', () => {
      if (this.#locked) window.setKiosk(true);
    });
  }

  async leave(pin: string): Promise<Result<Record<string, never>>> {
    if (!this.#locked) return ok({});
    const tried = await this.#options.tries.try(pin);
    if (tried.outcome !== 'right')
      return fail({ code: 'pin-refused', reason: tried.outcome === 'wrong' ? 'wrong' : 'too-early', waitMs: tried.waitMs });
    this.release();
    return ok({});
  }

  /** Unlocks the window, for an administrator or a system that shuts down. */
  release(): void {
    this.#locked = false;
    this.#window?.setKiosk(false);
    this.#letSleep();
    this.#options.onChanged(this.state());
  }
}
