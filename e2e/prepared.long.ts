import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { en } from '../renderer/i18n/en.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { drop, freshEnter, otherCardId, otherRaw, PICTURES, untilNotEarly, untilTaken } from './prepared-cards.js';
import { inBothLanguages } from './second-person.js';
import { closeStations, launchStation, openScreen, type LaunchedStation } from './station.js';
import { insertCard, VPCD_PORTS, type VpcdCard } from './vpcd.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

let pcscd: Pcscd;
let server: LiveServer;
let folder: string;
const cards: VpcdCard[] = [];

beforeAll(async () => {
  pcscd = await startPcscd();
  await mkdir(PICTURES, { recursive: true });
});
afterAll(() => pcscd.stop());
beforeEach(async () => {
  server = await startLiveServer();
  folder = await mkdtemp(join(tmpdir(), 'prepared-'));
});
afterEach(async () => {
  await closeStations();
  for (const card of cards.splice(0)) await card.remove();
  await server.close();
  await rm(folder, { recursive: true });
});

interface Opening {
  readonly prepared?: object;
  readonly roster?: string;
}

async function open({ prepared = { folder }, roster = server.population.roster }: Opening = {}): Promise<LaunchedStation> {
  const station = await launchStation({ settings: { ...server.settings, prepared }, roster });
  await station.page.locator('[data-request-id]').first().waitFor();
  return station;
}

const insert = async (rawCardId: string, slot: 0 | 1 = 0): Promise<VpcdCard> => {
  const card = await insertCard(VPCD_PORTS[slot], gidsCard(rawCardId));
  cards.push(card);
  return card;
};

describe('a prepared card', () => {
  it('comes from a file that the operator chooses', async () => {
    const { page, app } = await open({ prepared: {} });
    const file = join(folder, 'imported.csv');
    await writeFile(file, `card;account\r\n${example.rawCardId.replace(/(..)(?!$)/g, '$1 ')};nvelden\r\n`);
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, file);
    await openScreen(page, 'prepared');
    await inBothLanguages(page, async (words, language) => {
      await page.getByTestId('prepared-empty').filter({ hasText: words.prepared.none }).waitFor();
      await page.screenshot({ path: join(PICTURES, `empty-${language}.png`) });
    });
    await tabTo(page, en.prepared.import);
    await page.keyboard.press('Enter');
    await page
      .getByTestId('prepared-said')
      .filter({ hasText: en.prepared.imported_one.replace('{{file}}', 'imported.csv').replace('{{count}}', '1') })
      .waitFor();
    await page.locator('[data-line="2"][data-outcome="request"]').filter({ hasText: 'Noor van der Velden' }).waitFor();
    await openScreen(page, 'desk');
    await insert(example.rawCardId);
    await page.getByTestId('confirm').waitFor();
    await freshEnter(page);
    await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
    expect(server.posts()).toHaveLength(1);
  });
});

/** Goes to a button with Tab. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    const isThere = await page.getByRole('button', { name }).evaluate((button) => button === document.activeElement);
    if (isThere) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`No Tab leads to ${name}`);
}

describe('keys that were meant for something else', () => {
  it('an Enter that was already down does not bind, however long it is held', async () => {
    const { page } = await open();
    await drop(folder, 'cards.csv', [`${example.cardId},${example.requestId},,`]);
    await untilTaken(page, 1);
    // Enter is pressed on the list and stays down, and Esc closes what it opened.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.down('Enter');
    await page.getByTestId('confirm').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('confirm').waitFor({ state: 'detached' });
    await insert(example.rawCardId);
    await untilNotEarly(page);
    for (let repeat = 0; repeat < 20; repeat += 1) await page.keyboard.down('Enter');
    expect(await page.getByTestId('confirm').isVisible()).toBe(true);
    expect(server.posts()).toEqual([]);
    await page.keyboard.up('Enter');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
    expect(server.posts()).toHaveLength(1);
  });

  it("a scanner's burst does not bind, nor does the Enter at its end", async () => {
    const { page } = await open();
    await drop(folder, 'cards.csv', [`${example.cardId},${example.requestId},,`]);
    await untilTaken(page, 1);
    await insert(example.rawCardId);
    await untilNotEarly(page);
    await page.keyboard.type(`${example.requestId.slice(0, 13)}\n`);
    await page.getByTestId('confirm-typed').waitFor();
    expect(await page.getByTestId('confirm').isVisible()).toBe(true);
    expect(server.posts()).toEqual([]);
  });

  it('the step that opened automatically closes when its card leaves, and the next prepared card opens its own', async () => {
    const { page } = await open();
    await drop(folder, 'cards.csv', [`${example.cardId},${example.requestId},,`, `${otherCardId},,20003,`]);
    await untilTaken(page, 2);
    const card = await insert(example.rawCardId);
    await page.getByTestId('confirm').waitFor();
    await card.remove();
    await page.getByTestId('confirm').waitFor({ state: 'detached' });
    await insert(otherRaw);
    await page
      .getByTestId('confirm-person')
      .filter({ hasText: server.population.people[3]?.name ?? '' })
      .waitFor();
    expect(server.posts()).toEqual([]);
  });
});

describe('files of prepared cards', () => {
  it('an unusable file is named with its lines, and the lines read before stay in use', async () => {
    const { page } = await open();
    await drop(folder, 'cards.csv', [`${example.cardId},${example.requestId},,`]);
    await untilTaken(page, 1);
    await drop(folder, 'cards.csv', [
      `${example.cardId},${example.requestId},,`,
      `${example.cardId},,20003,`,
      'card 12,,20004,',
      `${otherCardId},,,`,
    ]);
    await page.getByTestId('warnings').filter({ hasText: 'cards.csv' }).waitFor();
    await openScreen(page, 'prepared');
    await page.locator('[data-testid="prepared-file"][data-file="cards.csv"]').click();
    const problems = page.getByTestId('prepared-problems');
    await problems.filter({ hasText: 'Its previous content is kept: 1 card.' }).waitFor();
    expect(await problems.locator('tbody tr').allInnerTexts()).toEqual([
      'Line 3, card\tDuplicate of line 2.',
      'Line 4, card\t“card 12” is not a valid ID.',
      'Line 5\tNo request and no person on this line.',
    ]);
    await page.screenshot({ path: join(PICTURES, 'problems.png') });
    await untilTaken(page, 1);
    // Once fixed, it is read automatically.
    await drop(folder, 'cards.csv', [`${example.cardId},${example.requestId},,`, `${otherCardId},,20003,`]);
    await untilTaken(page, 2);
    await page.getByTestId('warnings').filter({ hasText: 'prepared cards' }).waitFor({ state: 'detached' });
    await problems.waitFor({ state: 'detached' });
  });

  it('two files that name the same card are reported; after one is removed with a reason the other is used, also after a restart', async () => {
    const station = await open();
    const { page, profile } = station;
    await drop(folder, 'a.csv', [`${example.cardId},${example.requestId},,`]);
    await untilTaken(page, 1);
    await drop(folder, 'b.csv', [`${example.cardId},,20003,`, `${otherCardId},,20004,`]);
    await page.getByTestId('warnings').filter({ hasText: 'b.csv' }).waitFor();
    await station.quit();
    const again = await launchStation({ profile });
    await untilTaken(again.page, 1);
    await again.page.getByTestId('warnings').filter({ hasText: 'b.csv' }).waitFor();
    await openScreen(again.page, 'prepared');
    await again.page.locator('[data-testid="prepared-file"][data-file="b.csv"]').click();
    await again.page.getByTestId('prepared-problems').getByText('The same card is in another file, a.csv: 2.').waitFor();
    await again.page.locator('[data-testid="prepared-file"][data-file="a.csv"]').click();
    await again.page.getByRole('button', { name: 'Remove file' }).click();
    await again.page.keyboard.type('Out of date');
    await again.page.keyboard.press('Enter');
    await untilTaken(again.page, 2);
    // The removed file is still in the folder, and is not read again.
    await again.page.locator('[data-testid="prepared-file"][data-file="a.csv"]').waitFor({ state: 'detached' });
    await again.page.getByTestId('warnings').filter({ hasText: 'prepared cards' }).waitFor({ state: 'detached' });
    await again.quit();
    const third = await launchStation({ profile });
    await untilTaken(third.page, 2);
  });

  it('leftovers are listed and exported', async () => {
    const { page, app } = await open();
    await drop(folder, 'cards.csv', [
      `${example.cardId},${example.requestId},,`,
      `${otherCardId},,20003,`,
      '11111111-1111-4111-8111-111111111111,0a0a0a0a-0000-4000-8000-000000000001,,',
      '22222222-2222-4222-8222-222222222222,,nobody,',
      '33333333-3333-4333-8333-333333333333,,20004,No Such Template',
    ]);
    await untilTaken(page, 5);
    await insert(example.rawCardId);
    await page.getByTestId('confirm').waitFor();
    await freshEnter(page);
    await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
    await openScreen(page, 'prepared');
    await page.locator('[data-line="2"][data-outcome="done"]').waitFor();
    await page.getByRole('combobox', { name: 'Show' }).selectOption('leftover');
    await page.getByTestId('prepared-count').filter({ hasText: '4 lines' }).waitFor();
    expect(
      await page
        .locator('[data-line]')
        .evaluateAll((rows) => rows.map((row) => `${row.getAttribute('data-line') ?? ''} ${row.getAttribute('data-outcome') ?? ''}`)),
    ).toEqual(['3 request', '4 request-gone', '5 person-unknown', '6 template-differs']);
    await page.screenshot({ path: join(PICTURES, 'leftovers.png') });
    const file = join(folder, '..', `leftovers-${String(process.pid)}.csv`);
    await app.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
    }, file);
    await tabTo(page, 'Export lines not done');
    await page.keyboard.press('Enter');
    await page.getByTestId('prepared-said').filter({ hasText: '4 lines saved' }).waitFor();
    const [header, ...lines] = (await readFile(file, 'utf8')).replace('\uFEFF', '').trim().split('\r\n');
    expect(header).toBe('file,line,card,request,person,template,outcome,detail,presented');
    expect(lines.map((line) => line.split(',')[6])).toEqual(['request', 'request-gone', 'person-unknown', 'template-differs']);
    expect(lines.every((line) => line.endsWith(',never'))).toBe(true);
    await rm(file);
  });
});

it('if the settings only warn, another card can be bound, and the journal records it', async () => {
  const { page, app } = await open({ prepared: { folder, otherwise: 'warn' } });
  await drop(folder, 'cards.csv', [`${example.cardId},,20003,`]);
  await untilTaken(page, 1);
  await page.keyboard.type(example.requestId);
  await page.locator(`[data-request-id="${example.requestId}"][aria-selected="true"]`).waitFor();
  await insert(example.rawCardId);
  await page.getByTestId('prepared-at-reader').waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('prepared-otherwise').filter({ hasText: en.prepared.warn }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
  expect(server.posts()).toHaveLength(1);
  const file = join(folder, 'journal.jsonl');
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
  }, file);
  await page.evaluate(() => window.station.call('history/export', {}));
  const events = (await readFile(file, 'utf8')).match(/\\?"event\\?":\\?"[a-z-]+/g)?.map((event) => event.replace(/.*"/, '')) ?? [];
  expect(events.indexOf('prepared-otherwise')).toBeGreaterThan(events.indexOf('prepared-file-taken'));
  expect(events.indexOf('intended')).toBe(events.indexOf('prepared-otherwise') + 1);
});

it('a card the server already knows is shown before the operator confirms', async () => {
  const { page } = await open();
  const [known] = server.population.smartcards;
  const knownId = (known?.SerialNumber ?? '').replace(/[{}]/g, '');
  await drop(folder, 'cards.csv', [`${knownId},${example.requestId},,`]);
  await untilTaken(page, 1);
  await insert(knownId.replaceAll('-', '').replace(/^(..)(..)(..)(..)(..)(..)(..)(..)/, '$4$3$2$1$6$5$8$7'));
  await page.getByTestId('prepared-server').filter({ hasText: 'The server already has this card' }).waitFor();
  await page.screenshot({ path: join(PICTURES, 'server-objects.png') });
  expect(server.posts()).toEqual([]);
});

it('prepared cards work in training mode as well', async () => {
  const { page, app } = await launchStation({ settings: { training: { readers: 'on' } } });
  await page.locator('[data-request-id]').first().waitFor();
  const insertTraining = (cardNumber: number): Promise<unknown> =>
    page.evaluate((n) => window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: n }), cardNumber);
  await insertTraining(1);
  const cardId = await page.getByTestId('card-id').innerText();
  const requestId = (await page.locator('[data-request-id]').nth(2).getAttribute('data-request-id')) ?? '';
  const file = join(folder, 'lesson.csv');
  await writeFile(file, `card,request\n${cardId},${requestId}\n`);
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, file);
  await openScreen(page, 'prepared');
  await page.getByRole('button', { name: 'Import file' }).focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('prepared-said').filter({ hasText: 'lesson.csv: 1 card' }).waitFor();
  await openScreen(page, 'desk');
  // The card came while another screen was open: nothing opens, and its row is marked.
  await page.locator(`[data-request-id="${requestId}"]`).getByTestId('card-is-here').waitFor();
  await page.getByTestId('prepared-at-reader').waitFor();
  expect(await page.getByTestId('confirm').count()).toBe(0);
  await page.screenshot({ path: join(PICTURES, 'at-reader.png') });
  await insertTraining(2);
  await page.getByTestId('prepared-at-reader').waitFor({ state: 'detached' });
  await insertTraining(1);
  await page.getByTestId('confirm').waitFor();
  await freshEnter(page);
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
});
