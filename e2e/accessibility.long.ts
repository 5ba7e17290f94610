import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { screens } from '../renderer/shell/screens.js';
import { topics } from '../renderer/settings/fields.js';
import { findViolationsInEveryTheme } from './axe.js';
import { startGatedFront } from './gated-front.js';
import { ntlmGate } from './ntlm.js';
import {
  fourEyesSettings,
  insertTrainingCard,
  viewerSettings,
  visitAsViewer,
  visitPrepared,
  visitSecondPerson,
  visitStates,
  visitStock,
} from './states.js';
import { closeStations, launchStation, openScreen, openTopic, type LaunchedStation } from './station.js';
import { tabThrough } from './tab-walk.js';
import { startLiveServer } from './live-server.js';

afterEach(closeStations);

const timeout = 240_000;

const openTraining = (): Promise<LaunchedStation> => launchStation({ settings: { training: { readers: 'on' } } });

it('axe finds nothing on any screen, dialog or error, in any language or theme', { timeout }, async () => {
  const { page } = await openTraining();
  const found: string[] = [];
  await visitStates(page, async (state) => {
    found.push(...(await findViolationsInEveryTheme(page, state)));
  });
  expect(found).toEqual([]);
});

it('axe finds nothing on the screens of prepared cards', { timeout }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'prepared-'));
  const { page } = await launchStation({ settings: { training: { readers: 'on' }, prepared: { folder } } });
  const found: string[] = [];
  await visitPrepared(page, folder, async (state) => {
    found.push(...(await findViolationsInEveryTheme(page, state)));
  });
  expect(found).toEqual([]);
  await rm(folder, { recursive: true });
});

it('axe finds nothing on the card stock and the import of a list, in any language or theme', { timeout }, async () => {
  const station = await openTraining();
  const found: string[] = [];
  await visitStock(station, async (state) => {
    found.push(...(await findViolationsInEveryTheme(station.page, state)));
  });
  expect(found).toEqual([]);
});

it.each([
  ['on screens that the role restricts', viewerSettings, visitAsViewer],
  ['on the approval dialog', fourEyesSettings, visitSecondPerson],
] as const)('axe finds nothing %s', { timeout }, async (_, settings, visit) => {
  const { page } = await launchStation({ settings });
  const found: string[] = [];
  await visit(page, async (state) => {
    found.push(...(await findViolationsInEveryTheme(page, state)));
  });
  expect(found).toEqual([]);
});

it('axe finds nothing when the server requires a sign-in, and when it is offline', { timeout }, async () => {
  const server = await startLiveServer();
  const front = await startGatedFront(server.faults.origin, null, ntlmGate().gate);
  try {
    const asked = await launchStation({ settings: { server: { url: front.origin } } });
    await asked.page.getByTestId('sign-in-dialog').waitFor();
    const found = await findViolationsInEveryTheme(asked.page, 'sign-in dialog');
    await asked.page.keyboard.press('Escape');
    await asked.page.getByTestId('sign-in-dialog').waitFor({ state: 'detached' });
    found.push(...(await findViolationsInEveryTheme(asked.page, 'sign-in needed')));
    await asked.quit();
    server.faults.choose = () => ({ fault: 'drop', processed: false });
    const away = await launchStation({ settings: server.settings });
    await away.page.locator('[data-testid="connection"][data-state="down"]').waitFor();
    found.push(...(await findViolationsInEveryTheme(away.page, 'server away')));
    await openTopic(away.page, 'server');
    await away.page.getByRole('button', { name: 'Test connection' }).click();
    await away.page.locator('[data-outcome="fails"]').waitFor();
    found.push(...(await findViolationsInEveryTheme(away.page, 'settings, connection fails')));
    expect(found).toEqual([]);
  } finally {
    await front.close();
    await server.close();
  }
});

it('Tab reaches every control of every screen and dialog, with a visible focus', { timeout }, async () => {
  const { page } = await openTraining();
  await page.locator('.request-row').first().waitFor();
  await insertTrainingCard(page, 1);
  const found: Record<string, Awaited<ReturnType<typeof tabThrough>>> = {};
  await page.getByRole('button', { name: 'Filter' }).click();
  found['desk'] = await tabThrough(page);
  for (const { name: screen } of screens.filter(({ name }) => name !== 'desk')) {
    await openScreen(page, screen);
    await page.getByTestId(screen).waitFor();
    found[screen] = await tabThrough(page);
  }
  for (const topic of topics) {
    await openTopic(page, topic);
    found[`settings, ${topic}`] = await tabThrough(page);
  }
  await openScreen(page, 'desk');
  await page.keyboard.press('Escape');
  await page.getByTestId('reader').getByText('Ready to bind').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  found['confirm'] = await tabThrough(page);
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((screen) => [screen, { missed: [], unseen: [] }])));
});
