import { userEvent } from 'vitest/browser';

/** Number of Tab presses that cycle through any screen. */
const MOST_PRESSES = 160;

/** Cycles through the screen with Tab; returns the controls that were never reached, and those whose focus is not visible. */
export async function tabThrough(): Promise<{ readonly missed: string[]; readonly unseen: string[] }> {
  const all = [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], [tabindex="0"]')].filter(isReachable);
  const reached = new Set<Element>();
  const unseen: string[] = [];
  let before: Element | null = null;
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    await userEvent.keyboard('{Tab}');
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) continue;
    if (!isMarked(element)) unseen.push(element.outerHTML.slice(0, 120));
    // A date field takes several presses: day, month, year.
    if (element !== before && reached.has(element)) break;
    reached.add(element);
    before = element;
  }
  return { missed: all.filter((element) => !reached.has(element)).map(({ outerHTML }) => outerHTML.slice(0, 160)), unseen };
}

function isReachable(element: HTMLElement): boolean {
  return (
    element.checkVisibility() &&
    element.getClientRects().length > 0 &&
    element.closest('[inert], [aria-hidden="true"]') === null &&
    !element.matches(':disabled, [tabindex="-1"]') &&
    // Tab reaches one radio button of a group, the arrow keys the others.
    !(element instanceof HTMLInputElement && element.type === 'radio' && !element.checked)
  );
}

/** Returns whether the focus is visible: on the element, or on its container (a field with its icon, a choice with its label). */
function isMarked(element: HTMLElement): boolean {
  return [element, element.parentElement, element.closest('label')].some((around) => {
    if (around === null) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(around);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow.includes('0px 0px 0px');
  });
}
