import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { en } from '../renderer/i18n/en.js';
import { calls } from '../shared/contract.js';
import { isAtLeast } from '../shared/roles.js';
import { exportedJournal } from './exported-journal.js';
import { role, server, onRolesDesk } from './roles.js';
import { snapshotOf, toConfirm } from './second-person.js';
import { launchStation } from './station.js';
import { example } from './world.js';

onRolesDesk();

/** Makes a call behind the screen's back, whatever it is. */
const call = (page: Page, name: string, request: unknown): Promise<unknown> =>
  page.evaluate(([n, r]) => window.station.call(n as 'station/snapshot', r), [name, request] as const);

const stockMapping = { columns: { cardId: 0, serial: null, box: null, location: null, status: null }, idOrder: null };
const period = { from: '2026-01-05T00:00:00.000Z', to: '2026-01-06T00:00:00.000Z' };
/** Requests that fit the contract, of every call a viewer may not make. */
const guid = '00000000-0000-4000-8000-000000000001';
const requestsOf = (presentationId: number): Readonly<Record<string, unknown>> => ({
  'prepared/import': { title: 'x', kind: 'x' },
  'prepared/remove': { name: 'x.csv', reason: 'x' },
  'prepared/export': {},
  'stock/mark': { stockId: 1, status: 'lost', reason: 'x' },
  'stock/openList': { title: 'x', kind: 'x' },
  'stock/previewList': { mapping: stockMapping },
  'stock/importList': { list: 1, mapping: stockMapping, skipKnown: false },
  'stock/closeList': {},
  'report/savePdf': period,
  'report/saveCsv': period,
  'run/begin': { from: 'file', file: 'x.csv' },
  'run/setAside': { runId: guid, place: 1, reason: 'x' },
  'run/end': { runId: guid },
  'run/savePdf': {},
  'run/saveCsv': {},
  'backup/now': {},
  'settings/form': {},
  'settings/check': { changes: [] },
  'settings/save': { changes: [] },
  'server/testDraft': { changes: [] },
  'server/probe': {},
  'bindings/confirm': { requestId: example.requestId, presentationId, seen: { userId: guid, profileTemplateId: guid, cardId: guid } },
  'bindings/withdraw': { bindingId: guid, reason: 'x' },
  'afterCare/abandon': { bindingId: guid, reason: 'x' },
  'afterCare/close': { bindingId: guid, reason: 'x' },
  'desks/read': {},
  'bindings/retry': { bindingId: guid },
  'bindings/giveUp': { bindingId: guid, reason: 'x' },
  'approvals/approve': { subject: { act: 'give-up', bindingId: guid }, account: 'EXAMPLE\\noor', password: 'x', reason: 'x' },
  'history/export': {},
  'history/print': {},
  'settings/read': {},
  'diagnostics/checkJournal': {},
  'diagnostics/saveBundle': {},
});

it('a viewer cannot bind, sees why, and gets nothing from behind the screen either', async () => {
  const settings = { ...server.settings, roles: { otherwise: 'viewer' } };
  const station = await launchStation({ settings, roster: server.population.roster });
  const { page } = station;
  await role(page, 'viewer', 'otherwise').filter({ hasText: en.roles.name.viewer }).waitFor();
  await toConfirm(page, example.requestId);
  const why = en.roles.barred.replace('{{role}}', en.roles.name.viewer).replace('{{needs}}', en.roles.name.operator);
  await page.getByTestId('confirm').getByText(why).waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  // The step, and the search that led to it.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  // A page that has been taken over: it makes its calls itself, lies, and presses buttons that are not to be pressed.
  const [state] = (await snapshotOf(page)).readers.flatMap((one) => (one.state.state === 'card' ? [one.state] : []));
  const requests = requestsOf(state?.presentationId ?? 0);
  const barred = Object.entries(calls).filter(([, { role: needs }]) => !isAtLeast('viewer', needs));
  expect(Object.keys(requests).sort()).toEqual(barred.map(([name]) => name).sort());
  for (const [name, { role: needs }] of barred) {
    expect(await call(page, name, requests[name]), name).toEqual({ ok: false, error: { code: 'not-allowed', call: name, needs } });
    const lying = { ...(requests[name] as object), role: 'administrator' };
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
