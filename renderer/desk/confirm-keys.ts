/**
 * When Enter may confirm: never by the key press that opened the dialog, never by a key that is held down, and never
 * after letters. The dialog opens `held` when a key opened it, and is `ready` once that key was let go. Nobody types
 * letters here, so those that come are meant for something else: a barcode scanner, whose Enter follows by itself, or an
 * operator who already looks for the next person. The dialog is then `typed`, and the next Enter only wakes it again.
 */
export type Grip = 'held' | 'ready' | 'typed';

export interface KeyPress {
  readonly type: 'keydown' | 'keyup';
  readonly key: string;
  readonly repeat: boolean;
  /** With Ctrl, Command or Alt: a shortcut, no letter. */
  readonly shortcut?: boolean;
}

/** What a key means to the open dialog. */
export function onKey(grip: Grip, { type, key, repeat, shortcut = false }: KeyPress): { readonly grip: Grip; readonly confirm: boolean } {
  if (key === 'Enter') {
    if (type === 'keyup') return { grip: grip === 'typed' ? 'typed' : 'ready', confirm: false };
    return { grip: grip === 'typed' ? 'held' : grip, confirm: grip === 'ready' && !repeat };
  }
  // A space alone is how a button is pressed.
  const isLetter = type === 'keydown' && key.length === 1 && key !== ' ' && !shortcut;
  return { grip: isLetter ? 'typed' : grip, confirm: false };
}
