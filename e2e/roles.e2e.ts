import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { en } from '../renderer/i18n/en.js';
import { calls, type CallName } from '../shared/contract.js';
import { exampleRequests, requestOf } from '../shared/example-requests.fixture.js';
import { isAtLeast } from '../shared/roles.js';
import { exportedJournal } from './exported-journal.js';
import { role, server, onRolesDesk } from './roles.js';
import { snapshotOf, toConfirm } from './second-person.js';
import { launchStation } from './station.js';
import { example } from './live-server.js';

onRolesDesk();

/** Makes any call directly, bypassing the page's own rules. */
const call = (page: Page, name: string, request: unknown): Promise<unknown> =>
  page.evaluate(([n, r]) => window.station.call(n as 'station/snapshot', r), [name, request] as const);

it('a viewer cannot bind, sees why, and cannot bypass the screen either', async () => {
  const settings = { ...server.settings, roles: { otherwise: 'viewer' } };
  const station = await launchStation({ settings, roster: server.population.roster });
  const { page } = station;
  await role(page, 'viewer', 'otherwise').filter({ hasText: en.roles.name.viewer }).waitFor();
  await toConfirm(page, example.requestId);
  const why = en.roles.barred.replace('{{role}}', en.roles.name.viewer).replace('{{needs}}', en.roles.name.operator);
  await page.getByTestId('confirm').getByText(why).waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  // The confirm step, and the search that led to it.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  // A compromised page: it makes its own calls, lies, and presses disabled buttons.
  const [state] = (await snapshotOf(page)).readers.flatMap((one) => (one.state.state === 'card' ? [one.state] : []));
  const confirm = { ...exampleRequests['bindings/confirm'], requestId: example.requestId, presentationId: state?.presentationId ?? 0 };
  const names = Object.keys(calls).filter((name): name is CallName => Object.hasOwn(calls, name));
  for (const name of names.filter((one) => !isAtLeast('viewer', calls[one].role))) {
    const request = name === 'bindings/confirm' ? confirm : requestOf(name);
    expect(await call(page, name, request), name).toEqual({
      ok: false,
      error: { code: 'not-allowed', call: name, needs: calls[name].role },
    });
    const lying = { ...(request as object), role: 'administrator' };
    expect(await call(page, name, lying), name).toMatchObject({ ok: false });
  }
  expect(await call(page, 'role/become', { role: 'administrator' })).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  await toConfirm(page, example.requestId);
  await page.getByRole('button', { name: 'Bind', exact: true }).evaluate((button: HTMLButtonElement) => {
    button.disabled = false;
    button.click();
  });
  await page.getByTestId('failed').or(page.getByTestId('confirm')).waitFor();
  expect(await role(page, 'viewer', 'otherwise').count()).toBe(1);
  expect(server.posts()).toEqual([]);
  await expect
    .poll(() => readFile(join(station.profile, 'logs', 'card-desk.log'), 'utf8'))
    .toMatch(/a call was not allowed.*bindings\/confirm.*operator/);
  await station.quit();
  const { entries } = await exportedJournal(station.profile);
  expect(entries.map(({ event }) => event)).toEqual(['opened', 'role-changed']);
});
