import { expect, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Screen } from '../state/screens.js';

/** Maximum wait for something on the page, ms: many times what it takes. */
export const LIMIT_MS = 10_000;

const DIALOGS = '[role="dialog"], [role="alertdialog"]';

/**
 * Presses a key, or several together (`Control+3`): Enter and Space as a person does who has read the screen, Escape once an open
 * dialog has the focus, because until then the key reaches nothing.
 */
export async function press(keys: string): Promise<void> {
  const isPress = keys === 'Enter' || keys === 'Space';
  if (keys === 'Escape')
    await until(
      'an open dialog has the focus',
      () => document.querySelector(DIALOGS) === null || !!document.activeElement?.closest(DIALOGS),
    );
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

/** Types text into the focused element. */
export async function type(text: string): Promise<void> {
  await userEvent.keyboard(text.replaceAll(/[[{]/g, '$&$&'));
}

const named = (key: string): string => (key === 'Space' ? ' ' : key);

/** Waits until a single press would count; in the search of a list, until the keyboard has been idle for a moment. */
export function untilKeysCount(): Promise<void> {
  return until('a press counts', () => {
    const { activeElement, documentElement } = document;
    const state = documentElement.dataset['press'];
    const presses =
      document.querySelector(DIALOGS) !== null || (activeElement !== null && activeElement.closest('button, form, summary, a') !== null);
    return state === 'ready' || (state === 'quiet' && !presses);
  });
}

/** Waits until a condition holds. @param what description of the condition */
export async function until(what: string, holds: () => boolean): Promise<void> {
  await vi.waitUntil(holds, { timeout: LIMIT_MS, interval: 10 }).catch((error: unknown) => {
    throw new Error(`Timed out waiting until ${what}; the page shows:\n${document.body.innerText.slice(0, 3_000)}`, { cause: error });
  });
}

/** Opens a screen with its key. */
export async function openScreen(screen: Screen): Promise<void> {
  const keys = page.getByTestId(`go-${screen}`).element().getAttribute('aria-keyshortcuts');
  if (keys === null) throw new Error(`${screen} has no key`);
  await press(keys);
}

/** Returns the element of a selector once it exists. */
export async function found(selector: string): Promise<HTMLElement> {
  const element = await vi
    .waitUntil(() => document.querySelector<HTMLElement>(selector), { timeout: LIMIT_MS, interval: 10 })
    .catch(() => null);
  return element ?? one(selector);
}

/** Returns the element of a selector, which must exist. */
export function one(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (element === null) throw new Error(`There is no ${selector}; the page shows:\n${document.body.innerText.slice(0, 3_000)}`);
  return element;
}

/** Waits until no element matches a selector. */
export const gone = (selector: string): Promise<void> => until(`there is no ${selector}`, () => document.querySelector(selector) === null);

/** Waits until the element of a selector contains a text. */
export async function showsText(selector: string, words: string | RegExp): Promise<void> {
  await until(`${selector} says ${String(words)}`, () =>
    [...document.querySelectorAll<HTMLElement>(selector)].some(({ innerText }) =>
      typeof words === 'string' ? innerText.includes(words) : words.test(innerText),
    ),
  );
}

/** Waits until an element has the focus. */
export const hasFocus = (selector: string): Promise<void> =>
  until(`${selector} has the keyboard`, () => document.activeElement?.matches(selector) === true);

/** Returns an answer that is delivered when `say` is called. */
export function deferredAnswer<T>(): { readonly answer: Promise<T>; readonly say: (answer: T) => void } {
  let say: (answer: T) => void = () => undefined;
  const answer = new Promise<T>((resolve) => {
    say = resolve;
  });
  return { answer, say };
}

export { expect };
