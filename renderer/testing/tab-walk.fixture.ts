import { userEvent } from 'vitest/browser';

/** So many presses of Tab go round on any screen. */
const MOST_PRESSES = 160;

/** Walks through everything with Tab until it comes round; tells what was never reached, and where the focus cannot be seen. */
export async function walk(): Promise<{ readonly missed: string[]; readonly unseen: string[] }> {
  const all = [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], [tabindex="0"]')].filter(isReachable);
  const reached = new Set<Element>();
  const unseen: string[] = [];
  let before: Element | null = null;
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    await userEvent.keyboard('{Tab}');
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) continue;
    if (!isMarked(element)) unseen.push(element.outerHTML.slice(0, 120));
    // A field for a date takes several presses: day, month, year.
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
    // One of a group of radios is reached by Tab, the others by the arrow keys.
    !(element instanceof HTMLInputElement && element.type === 'radio' && !element.checked)
  );
}

/** Whether the focus is seen: on the element, or on what stands around it (a field with its icon, a choice with its word). */
function isMarked(element: HTMLElement): boolean {
  return [element, element.parentElement, element.closest('label')].some((around) => {
    if (around === null) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(around);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow.includes('0px 0px 0px');
  });
}
