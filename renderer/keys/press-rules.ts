/**
 * Decides which key press may confirm. A barcode scanner is a keyboard, and its Enter looks like a person's. So only a
 * deliberate single press counts: what it confirms has been visible for a while, no other key came shortly before or after
 * it, and the key was released before. Any other press is ignored, and the screen says why.
 *
 * Pure functions: events go in, the next state and the meaning come out. Times are ms of the events' own clock.
 */

/**
 * How long a dialog must have been visible before a press counts. Seeing a change and pressing a key, without reading, takes
 * people a quarter of a second.
 */
export const SHOWN_MS = 400;
/** How long before a press no other key may have come. */
export const QUIET_MS = 250;
/**
 * The same after a burst that no hand types, and after characters a dialog did not ask for: a scanner may pause before each
 * of its last keys.
 */
export const BURST_QUIET_MS = 1_000;
/** How long a press waits for another key before it acts, because a scan may begin with Enter. */
export const ALONE_MS = 100;
/** Maximum pause between two keys of a burst, if the settings give none; the fastest typists need longer. */
export const FAST_KEY_MS = 50;
/** Number of fast keys that make a burst. Fewer may be fingers that came down together. */
const BURST_KEYS = 3;

/** One keyboard event. `text` is a character without a key of its own: Alt and digits, composition, an input method. */
export interface KeyFacts {
  readonly type: 'down' | 'up' | 'text';
  readonly key: string;
  readonly code: string;
  /** ms. */
  readonly at: number;
  readonly repeat: boolean;
  /** With Ctrl, Alt, Shift, AltGr or Command. */
  readonly modified: boolean;
  /** With Alt, with which the number pad types characters. */
  readonly alt: boolean;
  /** Whether an input method is composing a character. */
  readonly composing: boolean;
  /** Whether the focus is in a text field, where characters belong. */
  readonly inField: boolean;
  /** Whether the key is Enter or Space and the focus is on something that it presses. */
  readonly presses: boolean;
}

export interface PressState {
  /** Time since which the current screen is visible; infinity while it is not rendered. */
  readonly shownAt: number;
  /** Whether a dialog is open. */
  readonly inDialog: boolean;
  /** Time of the last key event, other than the release of the key of a press. */
  readonly lastAt: number;
  /** Number of fast keys in a row, and time of the last key of a burst. */
  readonly run: number;
  readonly runAt: number;
  readonly burstAt: number;
  /** Whether characters came that the open dialog did not ask for. The next press only clears this. */
  readonly typed: boolean;
  /** Codes of the keys that are down. */
  readonly down: readonly string[];
  /** Code of the press that waits to act; null if none. */
  readonly pending: string | null;
}

/**
 * Why a press was ignored.
 * - `typed`: characters came in while the dialog was open.
 * - `woken`: this press cleared that; the next one counts.
 * - `early`: the dialog had just opened, or its content had just changed.
 * - `rushed`: another key came right before or after it.
 * - `held`: the key was not released, or not pressed alone.
 */
export type Ignored = 'typed' | 'woken' | 'early' | 'rushed' | 'held';

/** Meaning of an event: a press waits to act, a press was ignored, or nothing of interest. */
export type Meaning = { readonly is: 'waits' } | { readonly is: 'ignored'; readonly why: Ignored } | { readonly is: 'nothing' };

export interface KeyResult {
  readonly state: PressState;
  readonly meaning: Meaning;
}

export const atRest: PressState = {
  shownAt: Number.NEGATIVE_INFINITY,
  inDialog: false,
  lastAt: Number.NEGATIVE_INFINITY,
  run: 0,
  runAt: Number.NEGATIVE_INFINITY,
  burstAt: Number.NEGATIVE_INFINITY,
  typed: false,
  down: [],
  pending: null,
};

/** Pauses for a scanner that needs up to this many ms per key; null: automatic. */
export interface Pauses {
  readonly fast: number;
  readonly quiet: number;
  readonly alone: number;
}

/** Returns the pauses of the rules, longer if the scanner is known to be slow. */
export function pausesFor(keyMs: number | null): Pauses {
  const slowest = (keyMs ?? 0) * 1.5;
  return { fast: Math.max(FAST_KEY_MS, slowest), quiet: Math.max(QUIET_MS, slowest), alone: Math.max(ALONE_MS, slowest) };
}

const nothing: Meaning = { is: 'nothing' };
const ignored = (why: Ignored): Meaning => ({ is: 'ignored', why });

/** Returns the meaning of a keyboard event, and the state after it. */
export function onKey(state: PressState, facts: KeyFacts, pauses: Pauses): KeyResult {
  if (facts.type === 'up') return onKeyUp(state, facts);
  const isPress = facts.type === 'down' && isPressKey(facts.key) && facts.presses;
  const counted = count(state, facts, pauses);
  const typed = state.typed || (state.inDialog && !facts.inField && isTyping(facts));
  const isTyped = typed && isTyping(facts) && !facts.inField;
  const after: PressState = { ...counted, typed, burstAt: isTyped ? facts.at : counted.burstAt, pending: null };
  if (!isPress) {
    const justTyped = typed && !state.typed;
    if (justTyped) return { state: after, meaning: ignored('typed') };
    return { state: after, meaning: state.pending === null ? nothing : ignored('rushed') };
  }
  if (facts.repeat || state.down.includes(facts.code) || facts.modified || facts.composing)
    return { state: after, meaning: ignored('held') };
  const isAlone = facts.at - state.lastAt >= pauses.quiet && facts.at >= state.burstAt + BURST_QUIET_MS && state.pending === null;
  if (facts.at < state.shownAt + SHOWN_MS) return { state: after, meaning: ignored(typed ? 'typed' : 'early') };
  if (typed) {
    // The next press needs a pause of its own, as long as this one's.
    return isAlone
      ? { state: { ...after, typed: false, burstAt: facts.at }, meaning: ignored('woken') }
      : { state: after, meaning: ignored('typed') };
  }
  if (!isAlone) return { state: after, meaning: ignored('rushed') };
  return { state: { ...after, pending: facts.code }, meaning: { is: 'waits' } };
}

function onKeyUp(state: PressState, { code, at }: KeyFacts): KeyResult {
  const down = state.down.filter((one) => one !== code);
  // The release of the press itself changes nothing more.
  if (state.pending === code) return { state: { ...state, down }, meaning: nothing };
  return {
    state: { ...state, down, lastAt: Math.max(state.lastAt, at), pending: null },
    meaning: state.pending === null ? nothing : ignored('rushed'),
  };
}

/** Counts a key among the fast ones. */
function count(state: PressState, { type, code, at, repeat }: KeyFacts, { fast }: Pauses): PressState {
  const down = type === 'down' && !state.down.includes(code) ? [...state.down, code] : state.down;
  const lastAt = Math.max(state.lastAt, at);
  // A key that is held down repeats as fast as a scanner types.
  if (repeat) return { ...state, down, lastAt };
  const run = at - state.runAt <= fast ? state.run + 1 : 1;
  return { ...state, down, lastAt, run, runAt: at, burstAt: run >= BURST_KEYS ? at : state.burstAt };
}

/** Records that the screen changed and is not rendered yet. */
export function onScene(state: PressState, inDialog: boolean, isAnother: boolean): PressState {
  return { ...state, shownAt: Number.POSITIVE_INFINITY, inDialog, typed: isAnother ? false : state.typed, pending: null };
}

/** Records that the screen is visible. */
export function onShown(state: PressState, at: number): PressState {
  return { ...state, shownAt: at };
}

/** Records that the focus moved to or from another window, whose key releases are not reported here. */
export function onFocusChange(state: PressState, at: number): PressState {
  return { ...state, down: [], pending: null, lastAt: at };
}

/** Returns the time from which a single press would count. */
export function countsFrom({ shownAt, lastAt, burstAt }: PressState, { quiet }: Pauses): number {
  return Math.max(shownAt + SHOWN_MS, lastAt + quiet, burstAt + BURST_QUIET_MS);
}

function isPressKey(key: string): boolean {
  return key === 'Enter' || key === ' ';
}

/** Keys that never type. All others count as typing, even with Ctrl or Alt, whatever an input method reports. */
const silent = new Set([
  ...['Enter', ' ', 'Tab', 'Escape', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'],
  ...[
    'Shift',
    'Control',
    'Alt',
    'AltGraph',
    'Meta',
    'CapsLock',
    'NumLock',
    'ScrollLock',
    'Fn',
    'FnLock',
    'ContextMenu',
    'PrintScreen',
    'Pause',
  ],
]);

function isTyping({ type, key, code, alt, composing }: KeyFacts): boolean {
  if (type === 'text' || composing) return true;
  // With Alt the number pad types a character, and its keys may report themselves as arrows.
  if (alt && code.startsWith('Numpad')) return true;
  return !silent.has(key) && !/^F\d{1,2}$/.test(key);
}
