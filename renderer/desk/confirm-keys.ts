/**
 * When Enter may confirm: never by the key press that opened the dialog, and never by a key that is held down. The
 * dialog opens `held` when a key opened it, and is `ready` once that key was let go.
 */
export type Grip = 'held' | 'ready';

/** What a key means to the open dialog. */
export function onKey(
  grip: Grip,
  event: { readonly type: 'keydown' | 'keyup'; readonly key: string; readonly repeat: boolean },
): { readonly grip: Grip; readonly confirm: boolean } {
  if (event.key !== 'Enter') return { grip, confirm: false };
  if (event.type === 'keyup') return { grip: 'ready', confirm: false };
  return { grip, confirm: grip === 'ready' && !event.repeat };
}
