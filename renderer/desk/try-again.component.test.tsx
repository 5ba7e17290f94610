import { expect, it } from 'vitest';
import type { StationError } from '../../shared/errors.js';
import { readerWith } from '../testing/example.fixture.js';
import { found, gone, one, press, showsText } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';

const failed = '[data-testid="failed"]';
const confirm = '[data-testid="confirm"]';
const offline: StationError = { code: 'line-down', error: { code: 'network', layer: 'tcp', reached: false, detail: 'refused' } };

it('offers another attempt when the server could not be asked: the confirm step opens again, and nothing is sent until it is confirmed', async () => {
  const main = await openPage({ state: { readers: [readerWith(1)] }, answers: { 'bindings/confirm': { ok: false, error: offline } } });
  await press('ArrowDown');
  await press('Enter');
  await showsText(confirm, 'Enter binds');
  one(`${confirm} [data-enter]`).click();
  await showsText(failed, 'Try again');
  [...document.querySelectorAll<HTMLButtonElement>(`${failed} button`)].find(({ textContent }) => textContent === 'Try again')?.click();
  await showsText(confirm, 'Enter binds');
  expect(main.made('bindings/confirm')).toHaveLength(1);

  main.answer({ 'bindings/confirm': { ok: false, error: { code: 'journal-failed', detail: 'disk full' } } });
  one(`${confirm} [data-enter]`).click();
  await found(failed);
  expect(one(failed).textContent).not.toContain('Try again');
  await press('Escape');
  await gone(failed);
});
