/**
 * When Enter may confirm: never by the key press that opened the dialog, never by a key that is held down, and never
 * after letters. The dialog opens `held` when a key opened it, and is `ready` once that key was let go. Nobody types
 * letters here, so those that come are meant for something else: a barcode scanner, whose Enter follows by itself, or an
 * operator who already looks for the next person. The dialog is then `typed`, and the next Enter only wakes it again.
 * A dialog that opened by itself takes no key that comes too `early` to be an answer to it: see {@link EARLY_MS}.
 */
export type Grip = 'held' | 'ready' | 'typed';

/**
 * A key that comes sooner than this after a dialog that opened by itself is in sight, ms, was on its way to something
 * else. Nobody sees that a dialog has come, reads whose name is in it and presses a key in less: to see a change and
 * press a key alone, without reading, takes people a quarter of a second.
 */
export const EARLY_MS = 600;

export interface KeyPress {
  readonly type: 'keydown' | 'keyup';
  readonly key: string;
  readonly repeat: boolean;
  /** With Ctrl, Command or Alt: a shortcut, no letter. */
  readonly shortcut?: boolean;
  /** Too soon after the dialog opened by itself. */
  readonly early?: boolean;
}

/** What a key means to the open dialog. */
export function onKey(grip: Grip, { type, key, repeat, shortcut = false, early = false }: KeyPress): { readonly grip: Grip; readonly confirm: boolean } {
  if (key === 'Enter') {
    if (type === 'keyup') return { grip: grip === 'typed' ? 'typed' : 'ready', confirm: false };
    // Until it is let go, it is the key that came too early.
    if (early) return { grip: 'held', confirm: false };
    return { grip: grip === 'typed' ? 'held' : grip, confirm: grip === 'ready' && !repeat };
  }
  // A space alone is how a button is pressed.
  const isLetter = type === 'keydown' && key.length === 1 && key !== ' ' && !shortcut;
  return { grip: isLetter ? 'typed' : grip, confirm: false };
}
