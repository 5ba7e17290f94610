import { expect, it } from 'vitest';
import { FirstDrawing } from './first-drawing.js';

/** Waits that the test ends, by their length. */
function waits() {
  const pending: { readonly ms: number; readonly end: () => void }[] = [];
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      pending.push({ ms, end: resolve });
    });
  return { pending, wait };
}

it('waits for the page to ask, then for it to draw', async () => {
  const { pending, wait } = waits();
  const first = new FirstDrawing(wait);
  let isDrawn = false;
  const drawn = first.drawn().then(() => (isDrawn = true));
  expect(pending.map(({ ms }) => ms)).toEqual([3_000]);
  first.asked();
  await expect.poll(() => pending.length).toBe(2);
  expect(isDrawn).toBe(false);
  pending[1]?.end();
  await drawn;
});

it('does not wait for ever for a page that does not ask', async () => {
  const { pending, wait } = waits();
  const drawn = new FirstDrawing(wait).drawn();
  pending[0]?.end();
  await expect.poll(() => pending.length).toBe(2);
  pending[1]?.end();
  await drawn;
});

it('waits once, no matter how many wait for it', async () => {
  const { pending, wait } = waits();
  const first = new FirstDrawing(wait);
  const both = Promise.all([first.drawn(), first.drawn()]);
  first.asked();
  await expect.poll(() => pending.length).toBe(2);
  pending[1]?.end();
  await both;
});
