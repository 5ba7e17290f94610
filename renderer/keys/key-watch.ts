import { create } from 'zustand';
import type { ScannerPreferences } from '../../shared/preferences.js';
import {
  atRest,
  countsFrom,
  onFocusChange,
  onKey,
  onScene,
  onShown,
  pausesFor,
  type Ignored,
  type KeyFacts,
  type PressState,
  type Pauses,
} from './press-rules.js';
import { isField, openDialog, opensList, pressOf } from './press-target.js';
import { ScanWatch, type EndedBy } from './scan-watch.js';

interface IgnoredPressStore {
  /** Null: there is nothing to say. */
  readonly why: Exclude<Ignored, 'held'> | null;
  /** Whether a dialog was open. */
  readonly inDialog: boolean;
}

/** What the screen says about the last ignored press. */
export const useIgnoredPress = create<IgnoredPressStore>(() => ({ why: null, inDialog: false }));

/** If the page was busy for longer than this, ms, keys that were pressed in time may not have been delivered yet. */
const BUSY_MS = 100;
/** Number of times that a press waits for such keys before it is dropped. */
const MOST_WAITS = 5;

/**
 * Handles every key before any other listener. A press of Enter or Space that would press a button or submit a form is kept
 * from the page, and performed once it is known to be deliberate; see `press-rules.ts`. Dialogs need no code of their own, so
 * none can be forgotten.
 */
class KeyWatch {
  #state: PressState = atRest;
  #pauses: Pauses = pausesFor(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #readyTimer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  /** A key that types: the character event that follows belongs to it. */
  #announced: string | null = null;
  readonly scans = new ScanWatch();

  constructor() {
    window.addEventListener(
      'keydown',
      (event) => {
        this.#onKeyDown(event);
      },
      true,
    );
    window.addEventListener(
      'keyup',
      (event) => {
        this.#onKeyUp(event);
      },
      true,
    );
    window.addEventListener(
      'keypress',
      (event) => {
        this.#onKeyPress(event);
      },
      true,
    );
    window.addEventListener(
      'beforeinput',
      (event) => {
        this.#onInput(event);
      },
      true,
    );
    window.addEventListener(
      'compositionend',
      ({ data, timeStamp, target }) => {
        if (data !== '') this.#onText(data, timeStamp, target);
      },
      true,
    );
    // A touch or a click is always deliberate.
    window.addEventListener(
      'pointerdown',
      () => {
        this.#drop();
        if (openDialog() === null) this.#say(null);
      },
      true,
    );
    window.addEventListener('blur', ({ timeStamp }) => {
      this.#drop();
      this.#state = onFocusChange(this.#state, timeStamp);
    });
    window.addEventListener('focus', ({ timeStamp }) => {
      this.#state = onFocusChange(this.#state, timeStamp);
      this.scans.onFocus(timeStamp);
    });
    this.#tellReady();
  }

  useScanner(scanner: ScannerPreferences): void {
    this.#pauses = pausesFor(scanner.keyMs);
    this.scans.scanner = scanner;
  }

  /** Records that the screen is about to change: a dialog opens, closes, or shows something else. */
  changeScene(isAnother: boolean): void {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#state = onScene(this.#state, openDialog() !== null, isAnother);
    if (isAnother) this.#say(null);
    this.#frame = requestAnimationFrame(() => {
      this.#state = onShown({ ...this.#state, inDialog: openDialog() !== null }, performance.now());
      this.#tellReady();
    });
    this.#tellReady();
  }

  /** Returns whether the screen has been visible for long enough to be answered. */
  get isSettled(): boolean {
    return (
      performance.now() >= countsFrom({ ...this.#state, lastAt: Number.NEGATIVE_INFINITY, burstAt: Number.NEGATIVE_INFINITY }, this.#pauses)
    );
  }

  /** Says that a press or a touch came too early. */
  ignoreEarly(): void {
    this.#say('early');
  }

  #onKeyDown(event: KeyboardEvent): void {
    const press = event.key === 'Enter' || event.key === ' ' ? pressOf(event) : null;
    const endedBy = this.scans.onKeyDown(event);
    // Ctrl and Alt are both held where AltGr types a character.
    const types = event.key.length === 1 && !event.metaKey && event.ctrlKey === event.altKey;
    this.#announced = types ? event.key : null;
    this.#take(factsOf(event, 'down', press !== null), press, endedBy);
    // A key that opens a field's picker is released in the picker, which sends no event here.
    if (press === null && opensList(event.target))
      this.#state = { ...this.#state, down: this.#state.down.filter((code) => code !== event.code) };
    if (press === null) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #onKeyUp(event: KeyboardEvent): void {
    const presses = (event.key === 'Enter' || event.key === ' ') && pressOf(event) !== null;
    this.#take(factsOf(event, 'up', false), null, null);
    if (!presses) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * A typed character follows its key event; one without a key comes from Alt and digits, or from Ctrl and a letter that
   * stands for Enter.
   */
  #onKeyPress(event: KeyboardEvent): void {
    if (this.#announced !== null) return;
    if (event.key === 'Enter') {
      if (pressOf(event) === null) return;
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key.length === 1) {
      this.#announced = event.key;
      this.#onText(event.key, event.timeStamp, event.target);
    }
  }

  #onInput({ inputType, data, timeStamp, target }: InputEvent): void {
    if (inputType !== 'insertText' || data === null) return;
    if (this.#announced === data) this.#announced = null;
    else this.#onText(data, timeStamp, target);
  }

  #onText(text: string, at: number, target: EventTarget | null): void {
    this.scans.onText(text, at, target);
    const facts: KeyFacts = {
      type: 'text',
      key: text,
      code: '',
      at,
      repeat: false,
      modified: false,
      alt: false,
      composing: false,
      inField: isField(target),
      presses: false,
    };
    this.#take(facts, null, null);
  }

  #take(facts: KeyFacts, press: (() => void) | null, endedBy: EndedBy): void {
    // A dialog announces that it was closed before it disappears, so whether one is open is checked here.
    const inDialog = openDialog() !== null;
    const { state, meaning } = onKey({ ...this.#state, inDialog, typed: inDialog && this.#state.typed }, facts, this.#pauses);
    this.#state = state;
    if (state.pending === null) clearTimeout(this.#timer);
    if (meaning.is === 'waits' && press !== null) this.#wait(press, MOST_WAITS);
    // The second half of the Enter that ended a scan needs no message.
    if (meaning.is === 'ignored' && meaning.why !== 'held' && endedBy !== 'suffix-again') this.#say(meaning.why);
    this.#tellReady();
  }

  /** Performs a press once it is certain that no other key belongs to it. */
  #wait(press: () => void, waits: number): void {
    const { alone } = this.#pauses;
    const due = performance.now() + alone;
    this.#timer = setTimeout(() => {
      // Keys pressed in the meantime may not have been delivered yet.
      const isLate = performance.now() > due + BUSY_MS;
      if (isLate && waits > 0) {
        this.#wait(press, waits - 1);
        return;
      }
      this.#drop();
      this.#say(isLate ? 'rushed' : null);
      if (!isLate) press();
    }, alone);
  }

  #say(why: IgnoredPressStore['why']): void {
    useIgnoredPress.setState({ why, inDialog: openDialog() !== null });
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#state = { ...this.#state, pending: null };
    this.#tellReady();
  }

  /**
   * Publishes on the page whether a single press would count now: `ready`; `quiet`, if no key came for a while but the screen
   * is too new; `busy`. Automated users wait for it as a person takes time to read.
   */
  #tellReady(): void {
    clearTimeout(this.#readyTimer);
    const now = performance.now();
    const from = countsFrom(this.#state, this.#pauses);
    const quietFrom = this.#state.lastAt + this.#pauses.quiet;
    const isBusy = now < quietFrom || this.#state.pending !== null;
    document.documentElement.dataset['press'] = isBusy ? 'busy' : now < from ? 'quiet' : 'ready';
    const next = now < quietFrom ? quietFrom : from;
    if (next > now && Number.isFinite(next)) {
      this.#readyTimer = setTimeout(
        () => {
          this.#tellReady();
        },
        Math.max(1, next - now),
      );
    }
  }
}

function factsOf(event: KeyboardEvent, type: 'down' | 'up', presses: boolean): KeyFacts {
  const { key, code, timeStamp, repeat, ctrlKey, altKey, metaKey, shiftKey, isComposing } = event;
  return {
    type,
    key,
    code: code === '' ? key : code,
    at: timeStamp,
    repeat,
    modified: ctrlKey || altKey || metaKey || shiftKey || event.getModifierState('AltGraph'),
    alt: altKey,
    composing: isComposing,
    inField: isField(event.target),
    presses,
  };
}

let watch: KeyWatch | null = null;

/** Returns the one key watch of this window; created by the first caller, at the start of the page. */
export function keyWatch(): KeyWatch {
  watch ??= new KeyWatch();
  return watch;
}
