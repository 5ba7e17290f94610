/** Returns the frontmost dialog that waits for an answer; null if none. */
export function openDialog(): Element | null {
  return [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].at(-1) ?? null;
}

const buttons = 'button, [role="button"], summary, input[type="submit"], input[type="button"], input[type="reset"]';

/**
 * Returns what Enter or Space would do, as browsers define it: press the focused button, submit the form around a field, or,
 * elsewhere in a dialog, press the dialog's default button. Null: the key presses nothing.
 */
export function pressOf({ key, target }: Pick<KeyboardEvent, 'key' | 'target'>): (() => void) | null {
  const dialog = openDialog();
  const at = target instanceof Element && (dialog === null || dialog.contains(target)) ? target : null;
  const button = at?.closest<HTMLElement>(key === 'Enter' ? `${buttons}, a[href]` : buttons) ?? null;
  if (button !== null) return () => click(button);
  if (key !== 'Enter' || at instanceof HTMLTextAreaElement) return null;
  // Also in a select: Chromium itself submits the form there, except under Linux.
  if ((at instanceof HTMLInputElement || at instanceof HTMLSelectElement) && at.form !== null) {
    const { form } = at;
    return () => send(form);
  }
  if (dialog === null || at instanceof HTMLSelectElement) return null;
  // No matter what has the focus, the key does not reach anything behind the dialog.
  return () => {
    const named = dialog.querySelector<HTMLElement>('[data-enter]');
    if (named !== null) click(named);
  };
}

/** Returns whether characters belong to the focused element. */
export function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  return (
    target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file'].includes(target.type)
  );
}

/** Returns whether a key may open a picker of the browser, which then receives the keys instead of the page. */
export function opensList(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && ['date', 'month', 'week', 'time', 'datetime-local', 'color'].includes(target.type))
  );
}

/** Submits a form as Enter in one of its fields does: with its first submit button, unless that is disabled. */
function send(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLElement>('button[type="submit"], button:not([type]), input[type="submit"]');
  if (button === null) form.requestSubmit();
  else click(button);
}

function click(button: HTMLElement): void {
  if (button.isConnected) button.click();
}
