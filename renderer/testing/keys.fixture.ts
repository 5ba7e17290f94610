import { expect, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Screen } from '../state/screens.js';

/** How long something on the page is waited for, ms: many times what it takes. */
export const LIMIT_MS = 10_000;

/** Presses a key, or several held together (`Control+3`). Enter and Space as a person does who has read what is on the screen. */
export async function press(keys: string): Promise<void> {
  const isPress = keys === 'Enter' || keys === 'Space';
  if (isPress) await untilKeysCount();
  const all = keys.split('+').map(named);
  await userEvent.keyboard(
    `${all.map((key) => `{${key}>}`).join('')}${all
      .reverse()
      .map((key) => `{/${key}}`)
      .join('')}`,
  );
  if (isPress) await until('the press is acted on', () => document.documentElement.dataset['press'] !== 'busy');
}

/** Types text where the keyboard is. */
export async function type(text: string): Promise<void> {
  await userEvent.keyboard(text.replaceAll(/[[{]/g, '$&$&'));
}

const named = (key: string): string => (key === 'Space' ? ' ' : key);

/** Waits until a single press would count: in the search of a list as soon as the keyboard has been still for a moment. */
export function untilKeysCount(): Promise<void> {
  return until('a press counts', () => {
    const { activeElement, documentElement } = document;
    const state = documentElement.dataset['press'];
    const presses =
      document.querySelector('[role="dialog"], [role="alertdialog"]') !== null ||
      (activeElement !== null && activeElement.closest('button, form, summary, a') !== null);
    return state === 'ready' || (state === 'quiet' && !presses);
  });
}

/** Waits until something holds. @param what it is waited for, in words */
export async function until(what: string, holds: () => boolean): Promise<void> {
  await vi.waitUntil(holds, { timeout: LIMIT_MS, interval: 10 }).catch((error: unknown) => {
    throw new Error(`It was waited in vain until ${what}; the page shows:\n${document.body.innerText.slice(0, 3_000)}`, { cause: error });
  });
}

/** Opens a screen by its own key. */
export async function openScreen(screen: Screen): Promise<void> {
  const keys = page.getByTestId(`go-${screen}`).element().getAttribute('aria-keyshortcuts');
  if (keys === null) throw new Error(`${screen} has no key`);
  await press(keys);
}

/** Finds what a selector means, once it is there. */
export async function found(selector: string): Promise<HTMLElement> {
  const element = await vi
    .waitUntil(() => document.querySelector<HTMLElement>(selector), { timeout: LIMIT_MS, interval: 10 })
    .catch(() => null);
  return element ?? one(selector);
}

/** What a selector means; it is there. */
export function one(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (element === null) throw new Error(`There is no ${selector}; the page shows:\n${document.body.innerText.slice(0, 3_000)}`);
  return element;
}

/** Waits until nothing is there that a selector means. */
export const gone = (selector: string): Promise<void> => until(`there is no ${selector}`, () => document.querySelector(selector) === null);

/** Waits until what a selector means says something. */
export async function says(selector: string, words: string | RegExp): Promise<void> {
  await until(`${selector} says ${String(words)}`, () =>
    [...document.querySelectorAll<HTMLElement>(selector)].some(({ innerText }) =>
      typeof words === 'string' ? innerText.includes(words) : words.test(innerText),
    ),
  );
}

/** Checks what has the keyboard. */
export const hasFocus = (selector: string): Promise<void> =>
  until(`${selector} has the keyboard`, () => document.activeElement?.matches(selector) === true);

/** An answer of main's that comes when it is said. */
export function later<T>(): { readonly answer: Promise<T>; readonly say: (answer: T) => void } {
  let say: (answer: T) => void = () => undefined;
  const answer = new Promise<T>((resolve) => {
    say = resolve;
  });
  return { answer, say };
}

export { expect };
