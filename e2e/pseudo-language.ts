import type { Page } from 'playwright-core';

/** A tree of texts. */
export interface Sentences {
  readonly [key: string]: string | Sentences;
}

const accented = new Map(Array.from('aeiouyncsAEIOUNCS', (letter, place) => [letter, 'áéíóúýñçšÁÉÍÓÚÑÇŠ'.charAt(place)]));

/**
 * Makes a pseudo-language from another language's texts: each is in brackets, has accents, and is two fifths longer, as
 * German is than English. A text on the screen without brackets was never translated; a missing bracket shows where a longer
 * language would not fit. Placeholders stay unchanged.
 */
export function pseudoLanguage(words: Sentences): Sentences {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [key, typeof value === 'string' ? pseudo(value) : pseudoLanguage(value)]),
  );
}

function pseudo(sentence: string): string {
  const parts = sentence.split(/(\{\{\w+\}\})/);
  const spoken = parts.map((part) =>
    part.startsWith('{{') ? part : Array.from(part, (letter) => accented.get(letter) ?? letter).join(''),
  );
  const letters = sentence.replaceAll(/\{\{\w+\}\}/g, '').length;
  return `⟦${spoken.join('')}${' ~~~~'.repeat(Math.ceil((letters * 0.4) / 5))}⟧`;
}

/** A text on the screen, and how much of it is visible. */
export interface Text {
  readonly text: string;
  readonly where: string;
  /** How many px of its end are hidden by the window or a box that does not scroll. */
  readonly hidden: number;
}

/** Returns every text on the screen and for screen readers, without times, input, and monospaced text: ids, addresses, the log. */
export function textsOf(page: Page): Promise<Text[]> {
  return page.evaluate(() => {
    const texts: { text: string; where: string; hidden: number }[] = [];
    const whereIs = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${element.className} in ${element.parentElement?.className.toString() ?? ''}`;
    const hiddenOf = (node: Node, element: Element): number => {
      const range = document.createRange();
      range.selectNodeContents(node);
      const { right, bottom, width } = range.getBoundingClientRect();
      if (width === 0) return 0;
      let hidden = Math.max(0, right - innerWidth);
      for (let around: Element | null = element; around !== null; around = around.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(around);
        const box = around.getBoundingClientRect();
        // For screen readers only.
        if (box.width <= 1) return 0;
        if (overflowX === 'hidden' || overflowX === 'clip') hidden = Math.max(hidden, right - box.right);
        if (overflowY === 'hidden' || overflowY === 'clip') hidden = Math.max(hidden, bottom - box.bottom);
        if (overflowX === 'auto' || overflowX === 'scroll' || overflowY === 'auto' || overflowY === 'scroll') break;
      }
      return Math.round(hidden);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (element === null || text === '' || element.closest('time, script, style, textarea, .mono') !== null) continue;
      const seen = element.closest('option') === null && element.checkVisibility();
      texts.push({ text, where: whereIs(element), hidden: seen ? hiddenOf(node, element) : 0 });
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        const text = element.getAttribute(name)?.trim() ?? '';
        if (text !== '' && element.closest('time, .mono') === null)
          texts.push({ text, where: `${name} of ${whereIs(element)}`, hidden: 0 });
      }
    return texts;
  });
}
