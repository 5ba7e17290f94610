import type { Page } from 'playwright-core';

/** Cycles through the screen with Tab; returns the controls that were never reached, and those whose focus is not visible. */
export async function tabThrough(page: Page): Promise<{ readonly missed: string[]; readonly unseen: string[] }> {
  await page.evaluate(() => {
    const isShown = (element: HTMLElement): boolean =>
      element.checkVisibility() && element.getClientRects().length > 0 && element.closest('[inert], [aria-hidden="true"]') === null;
    const all = [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], [tabindex="0"]')].filter(
      (element) =>
        isShown(element) &&
        !element.matches(':disabled, [tabindex="-1"]') &&
        // Tab reaches one radio button of a group, the arrow keys the others.
        !(element instanceof HTMLInputElement && element.type === 'radio' && !element.checked),
    );
    all.forEach((element, index) => element.setAttribute('data-walk', String(index)));
  });
  const unseen: string[] = [];
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return { again: false, unseen: null };
      // A date field takes several presses: day, month, year.
      const again = element.getAttribute('data-walked') === 'before';
      for (const last of document.querySelectorAll('[data-walked="now"]')) if (last !== element) last.setAttribute('data-walked', 'before');
      element.setAttribute('data-walked', again ? 'before' : 'now');
      // The focus mark may be on the element or on its container (a field with its icon, a choice with its label).
      const marked = [element, element.parentElement, element.closest('label')].some((around) => {
        if (around === null) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(around);
        return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow.includes('0px 0px 0px');
      });
      return { again, unseen: marked ? null : element.outerHTML.slice(0, 120) };
    });
    if (at.unseen !== null) unseen.push(at.unseen);
    if (at.again && presses > 3) break;
  }
  const missed = await page.evaluate(() => {
    const missing = [...document.querySelectorAll('[data-walk]:not([data-walked])')].map((element) => element.outerHTML.slice(0, 160));
    for (const element of document.querySelectorAll('[data-walk], [data-walked]')) {
      element.removeAttribute('data-walk');
      element.removeAttribute('data-walked');
    }
    return missing;
  });
  return { missed, unseen };
}
