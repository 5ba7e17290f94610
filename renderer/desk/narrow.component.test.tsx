import { expect, it, onTestFinished } from 'vitest';
import { page } from 'vitest/browser';
import { binding, bound, emptyReader, readerWith, refused, stateWith } from '../testing/example.fixture.js';
import { found, one, showsText, until } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';

/** Returns the number of text lines of an element. */
const lines = (element: Element): number => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size;
};

it.each(['en', 'nl', 'de', 'fr'] as const)(
  'keeps the header in one row, every screen in sight and an id in one line at 1024×768, in %s',
  async (language) => {
    const { innerWidth, innerHeight } = window;
    onTestFinished(() => page.viewport(innerWidth, innerHeight));
    await page.viewport(1024, 768);
    const readers = [readerWith(1), { ...emptyReader, readerId: 'Training reader 2', name: 'Training reader 2' }];
    await openPage({
      state: {
        ...{ readers, server: '127.0.0.1:43210', preferences: { ...stateWith().preferences, language } },
        bindings: [binding(0, refused, { slipNumber: 17 }), binding(1, bound)],
      },
      answers: { 'history/entries': { ok: true, value: [] } },
    });
    await until('the language is there', () => document.documentElement.lang === language);
    await found('[data-testid="card-standing"][data-standing="refused"]');
    await document.fonts.ready;
    const header = one('.header');
    const parts = [...header.children].map((part) => part.getBoundingClientRect());
    const tops = parts.filter(({ height }) => height > 0).map(({ top, height }) => Math.round(top + height / 2));
    expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(4);
    const rail = one('.rail');
    expect(rail.scrollHeight).toBeLessThanOrEqual(rail.clientHeight);
    expect(rail.scrollWidth).toBeLessThanOrEqual(rail.clientWidth);
    expect(lines(one('[data-testid="card-id"]'))).toBe(1);
    expect(lines(one('.reader-name > span:first-of-type'))).toBe(1);
    // The icon is visible, the text is for screen readers.
    expect(one('.connection button').innerText.trim()).not.toBe('');
    expect(lines(one('[data-testid="binding-times"]'))).toBe(1);
    (await found('.binding')).click();
    await showsText('[data-testid="outcome"]', /17/);
    // The side column depends on the width of its texts.
    const side = one('.desk-side');
    expect(side.scrollWidth).toBeLessThanOrEqual(side.clientWidth);
  },
);
