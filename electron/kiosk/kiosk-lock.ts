import type { BrowserWindow, Input, WebContents } from 'electron';
import type { Kiosk as KioskState } from '../../shared/kiosk.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { PinTries } from './pin-tries.js';

/** What of Electron a kiosk needs, apart from its window. */
export interface KioskSystem {
  /** Keeps the screen awake until the returned function is called. */
  readonly stayAwake: () => () => void;
  /** Told of every page there is or will be, also of the sign-in's. */
  readonly onContents: (listener: (contents: WebContents) => void) => void;
  /** Told when the program is asked to quit; true keeps it from it. */
  readonly onQuit: (mayNot: () => boolean) => void;
}

export interface KioskLockDeps {
  readonly tries: Pick<PinTries, 'try'>;
  readonly idleMs: number;
  readonly system: KioskSystem;
  readonly onChanged: (state: KioskState) => void;
}

/** Keys with Ctrl or Command that stay: the screens, and what edits a field. */
const harmless = /^(?:[1-5acvxzy]|arrow(?:left|right)|backspace|delete|home|end)$/;

/** Whether a key is for the desk, or for the system and the browser around it. */
export function isForDesk({ key, control, meta, alt }: Pick<Input, 'key' | 'control' | 'meta' | 'alt'>): boolean {
  // Right Alt is Ctrl and Alt on many keyboards, and writes letters such as €.
  if (control && alt) return Array.from(key).length === 1;
  if (alt || /^F\d+$/.test(key)) return false;
  return !(control || meta) || harmless.test(key.toLowerCase());
}

/**
 * Locks the desk to its window until the administrator's PIN is given: full screen, not to be closed or quit, and the
 * keys of the browser and the window manager that reach it go nowhere.
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

  /** Takes the whole screen with a window, and holds it. */
  hold(window: BrowserWindow): void {
    this.#window = window;
    this.#letSleep = this.#options.system.stayAwake();
    window.setKiosk(true);
    window.on('close', (event) => {
      if (this.#locked) event.preventDefault();
    });
    // A window manager that knows no kiosk may still take it out of the full screen.
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

  /** Lets go of the window, for an administrator or for a system that shuts down. */
  release(): void {
    this.#locked = false;
    this.#window?.setKiosk(false);
    this.#letSleep();
    this.#options.onChanged(this.state());
  }
}
