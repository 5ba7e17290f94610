import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { makeClose } from './closing.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { answerDialogs, changeByKeys, ownFile } from './settings-keys.js';
import { closeStations, launchStation, openScreen, openTopic, type LaunchedStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

let server: LiveServer;
let pcscd: Pcscd;
let card: VpcdCard;
let settings: object;
let station: LaunchedStation;
let page: Page;
let app: ElectronApplication;
let profile: string;

/** One station for all tests, in order. */
beforeAll(async () => {
  server = await startLiveServer();
  pcscd = await startPcscd();
  card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  station = await launchStation({
    settings: { $schema: './settings.schema.json', server: { url: server.faults.origin } },
    roster: server.population.roster,
  });
  ({ page, app, profile } = station);
  settings = z.looseObject({}).parse(JSON.parse((await ownFile(profile)) ?? ''));
  await page.locator('.request-row').first().waitFor();
});
afterAll(async () => {
  await closeStations();
  await card.remove();
  await server.close();
  await pcscd.stop();
});

it('answering no writes nothing: the input stays, and the station continues', async () => {
  const before = await ownFile(profile);
  const { asked } = await answerDialogs(app, false);
  await openTopic(page, 'list');
  await page.locator('[data-key="pollSeconds"] input').fill('15');
  await page.keyboard.press('Control+s');
  await page.getByTestId('save-bar').getByText('Nothing was saved. Your changes are kept.').waitFor();
  expect(await asked()).toHaveLength(1);
  expect(await ownFile(profile)).toBe(before);
  expect(await readdir(profile)).not.toContain('settings.json.before');
  expect(await page.locator('[data-key="pollSeconds"] input').inputValue()).toBe('15');
  await page.getByRole('button', { name: 'Discard' }).click();
});

it('a compromised page gets no further than the question, for saving and for calling another server', async () => {
  const calls: string[] = [];
  const hostile = createServer((request, response) => {
    calls.push(request.url ?? '');
    response.end();
  });
  const close = makeClose(hostile, 'the hostile server');
  await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
  const address = hostile.address();
  const url = `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}`;
  try {
    const before = await ownFile(profile);
    const alone = await answerDialogs(app, false);
    const answers = await page.evaluate(async (evil) => {
      const changes = [{ change: 'set' as const, key: 'server.url', value: evil }];
      return [await window.station.call('settings/save', { changes }), await window.station.call('server/testDraft', { changes })];
    }, url);
    expect(answers).toEqual([
      { ok: true, value: { outcome: 'declined' } },
      { ok: true, value: null },
    ]);
    const said = await alone.asked();
    expect(said).toHaveLength(2);
    expect(said[0]).toContain(`current: "${server.faults.origin}"`);
    expect(said[0]).toContain(`new: "${url}"`);
    expect(said[1]).toContain(`${url}/CertificateManagement/api/v1.0/`);
    // Many at once open one question.
    const held = await answerDialogs(app, false, true);
    const flood = await page.evaluateHandle((evil) => {
      const changes = [{ change: 'set' as const, key: 'server.url', value: evil }];
      const turnedAway: unknown[] = [];
      const all = Array.from({ length: 20 }, async () => {
        const answer = await window.station.call('settings/save', { changes });
        if (JSON.stringify(answer).includes('question-open')) turnedAway.push(answer);
        return answer;
      });
      return { turnedAway, all: Promise.all(all) };
    }, url);
    await expect.poll(() => flood.evaluate(({ turnedAway }) => turnedAway.length)).toBe(19);
    // The rejected calls are answered while the accepted one still reads the settings for its question.
    await expect.poll(held.asked).toHaveLength(1);
    await held.answer();
    expect(
      await flood.evaluate(async ({ all }) => (await all).filter((answer) => JSON.stringify(answer).includes('declined')).length),
    ).toBe(1);
    expect(await held.asked()).toHaveLength(1);
    expect(await ownFile(profile)).toBe(before);
    expect(calls).toEqual([]);
    // The station continues unchanged.
    await page.getByTestId('connection').and(page.locator('[data-state="up"]')).waitFor();
  } finally {
    await close();
  }
});

it('the server cannot be changed while a binding for the current one is unsettled', async () => {
  const { asked } = await answerDialogs(app, true);
  await openScreen(page, 'desk');
  await page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();
  await page.keyboard.type(example.requestId);
  await page.locator(`[data-request-id="${example.requestId}"][aria-selected="true"]`).waitFor();
  server.faults.choose = ({ method }) =>
    method === 'POST' ? { fault: 'answer', processed: false, status: 500, headers: {}, body: '' } : { fault: 'none' };
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="waiting"]').waitFor();
  await openTopic(page, 'server');
  await page.locator('[data-key="server.url"] input').fill('https://cm2.example.org');
  await page.keyboard.press('Control+s');
  await page.getByTestId('save-bar').getByText('1 binding for this server is not settled').waitFor();
  expect(await asked()).toEqual([]);
  await page.getByRole('button', { name: 'Discard' }).click();
});

it('with the keyboard alone, in en: a problem is named while typing, saving asks, and the station restarts with the change', async () => {
  await changeByKeys(station, 'en', settings);
});
