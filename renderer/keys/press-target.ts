/** The dialog that waits for an answer, in front of all others; null: none. */
export function openDialog(): Element | null {
  return [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].at(-1) ?? null;
}

const buttons = 'button, [role="button"], summary, input[type="submit"], input[type="button"], input[type="reset"]';

/**
 * What Enter or Space would do here, as browsers have it: press the button that has the focus, send the form around a
 * field, or, anywhere else in a dialog, press the button the dialog names for it. Null: the key is not for pressing.
 */
export function pressOf({ key, target }: Pick<KeyboardEvent, 'key' | 'target'>): (() => void) | null {
  const dialog = openDialog();
  const at = target instanceof Element && (dialog === null || dialog.contains(target)) ? target : null;
  const button = at?.closest<HTMLElement>(key === 'Enter' ? `${buttons}, a[href]` : buttons) ?? null;
  if (button !== null) return () => click(button);
  if (key !== 'Enter' || at instanceof HTMLTextAreaElement) return null;
  // In a choice, too: Chromium itself sends the form there, but for under Linux.
  if ((at instanceof HTMLInputElement || at instanceof HTMLSelectElement) && at.form !== null) {
    const { form } = at;
    return () => send(form);
  }
  if (dialog === null || at instanceof HTMLSelectElement) return null;
  // Whatever has the focus, the key is kept from what lies behind the dialog.
  return () => {
    const named = dialog.querySelector<HTMLElement>('[data-enter]');
    if (named !== null) click(named);
  };
}

/** Whether characters belong where the focus is. */
export function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  return (
    target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file'].includes(target.type)
  );
}

/** Whether a key may open a list or a calendar of the browser's here, which then gets the keys instead of the page. */
export function opensList(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && ['date', 'month', 'week', 'time', 'datetime-local', 'color'].includes(target.type))
  );
}

/** Sends a form as Enter in one of its fields does: by its first button for it, and not while that is shut. */
function send(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLElement>('button[type="submit"], button:not([type]), input[type="submit"]');
  if (button === null) form.requestSubmit();
  else click(button);
}

function click(button: HTMLElement): void {
  if (button.isConnected) button.click();
}
