import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { TrainingCard } from '../shared/training.js';
import { snapshotOf } from './second-person.js';
import { topicOf, topics, type FieldKey } from '../renderer/settings/fields.js';
import { openScreen, openTopic, type LaunchedStation } from './station.js';

// The folded requests have a button of their own.
const filterButton = '.requests-head button[aria-expanded]';

/** Replaces the card in the first training reader, and waits until its facts are shown. */
export async function insertTrainingCard(page: Page, cardNumber: number): Promise<void> {
  await page.evaluate((n) => window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: n }), cardNumber);
  await page.locator('[data-testid="reader"][data-state="card"] [data-testid="card-atr"]').waitFor();
}

/** Returns the number of the first training card with a behavior, because the set of cards may change. */
async function numberOf(page: Page, kind: TrainingCard['behaviour']): Promise<number> {
  const card = (await snapshotOf(page)).training?.cards.find(({ behaviour }) => behaviour === kind);
  if (card === undefined) throw new Error(`The box has no card that is ${kind}`);
  return card.cardNumber;
}

/** Puts in a training card whose id differs from the last one's, and waits until it is shown. */
async function insertNext(page: Page, cardNumber: number): Promise<void> {
  const [last] = await page.getByTestId('card-id').allInnerTexts();
  await insertTrainingCard(page, cardNumber);
  await page
    .getByTestId('card-id')
    .filter(last === undefined ? {} : { hasNotText: last })
    .first()
    .waitFor();
  await page.locator('.card-state.good').waitFor();
}

async function confirmed(page: Page): Promise<void> {
  if ((await page.locator('.request-row[aria-selected="true"]').count()) === 0) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await page.keyboard.press('Enter');
}

/** Visits the screens, dialogs and error states of a training station, in any language, and checks each. */
export async function visitStates(page: Page, see: (state: string) => Promise<void>): Promise<void> {
  await page.locator('.request-row').first().waitFor();
  await see('desk');
  await page.locator(filterButton).click();
  await insertTrainingCard(page, 1);
  await see('desk, card, filter');
  await page.locator(filterButton).click();
  await page.keyboard.press('Escape');
  await page.keyboard.type('zzzz');
  await page.locator('.empty').waitFor();
  await see('nothing found');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await see('confirm');
  await page.keyboard.type('ab');
  await page.getByTestId('confirm-typed').waitFor();
  await see('confirm, letters came');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
  await see('bound');
  await insertNext(page, 2);
  await page.evaluate(() => window.station.call('training/setNextAnswer', { nextAnswer: 'refuse' }));
  await confirmed(page);
  await page.locator('[data-testid="outcome"][data-state="refused"]').waitFor();
  await see('refused');
  // The card that is bound.
  await insertTrainingCard(page, 1);
  await page.locator('[data-standing="bound-here"]').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('take-another').waitFor();
  await see('desk, a card that cannot be bound');
  await page.evaluate(() => window.station.call('training/removeCard', { readerId: 'Training reader 1' }));
  await page.locator('[data-testid="reader"][data-state="card"]').waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await page.getByTestId('training-offer').waitFor();
  await see('confirm, no card');
  await page.keyboard.press('Escape');
  await insertNext(page, 3);
  await chooseUnresolved(page);
  await confirmed(page);
  await page.getByTestId('failed').waitFor();
  await see('not bound, dialog');
  await page.keyboard.press('Escape');
  await insertTrainingCard(page, await numberOf(page, 'blank'));
  await page.locator('[data-testid="reader"] .notice.bad').waitFor();
  await see('card without an id');
  await openScreen(page, 'attention');
  await page.getByTestId('matter').waitFor();
  await see('attention');
  await openScreen(page, 'history');
  await page.getByTestId('history').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.getByTestId('entries').waitFor();
  await see('history');
  await openScreen(page, 'report');
  await page.getByTestId('paper-page').first().waitFor();
  await page.getByTestId('report').getByRole('radio').nth(1).check();
  await page.locator('.period-form input[type="time"]').first().fill('22:00');
  await page.locator('.period-hint').waitFor();
  await see('report of a shift');
  await openScreen(page, 'diagnostics');
  await page.locator('[aria-labelledby="diagnostics-journal"] button').click();
  await page.getByTestId('journal-sound').waitFor();
  await see('diagnostics');
  await openScreen(page, 'settings');
  await page.getByTestId('settings').waitFor();
  await see('settings');
  await openTopic(page, 'cards');
  await page.locator('.setting-table').waitFor();
  await see('settings, cards');
  await mistype(page, 'kiosk.pinHash', '123');
  await see('settings, a PIN that is too short');
  await mistype(page, 'server.signIn.pages', '*.example.org');
  await see('settings, a mistake');
  await page.getByTestId('save-bar').locator('button').first().click();
  await openTopic(page, 'server');
  await page.getByTestId('connection-test').locator('button').click();
  await page.locator('[data-outcome="works"]').waitFor();
  await see('settings, connection works');
}

/**
 * Visits the states of prepared cards in a training station.
 *
 * @param folder the watched folder, empty
 */
export async function visitPrepared(page: Page, folder: string, see: (state: string) => Promise<void>): Promise<void> {
  await page.locator('.request-row').first().waitFor();
  await openScreen(page, 'prepared');
  await page.getByTestId('prepared-empty').waitFor();
  await see('prepared, empty');
  await openScreen(page, 'desk');
  await insertNext(page, 5);
  const cardId = await page.getByTestId('card-id').innerText();
  const requestId = (await page.locator('[data-request-id]').nth(1).getAttribute('data-request-id')) ?? '';
  const others = ['11111111-1111-4111-8111-111111111111,,nobody', `22222222-2222-4222-8222-222222222222,${cardId},`];
  await writeFile(join(folder, 'cards.csv'), ['card,request,person', `${cardId},${requestId},`, ...others, ''].join('\n'));
  await page.getByTestId('prepared-fits').waitFor();
  await see('confirm, opened by itself');
  await page.keyboard.press('Escape');
  await page.getByTestId('prepared-at-reader').waitFor();
  await see('desk, prepared card in the reader');
  // Nothing is selected by default: the first request is not the prepared one.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('prepared-otherwise').waitFor();
  await see('confirm, prepared for another');
  await page.keyboard.press('Escape');
  await writeFile(join(folder, 'wrong.csv'), 'card,request\ncard 12,\n');
  await openScreen(page, 'prepared');
  await page.locator('[data-testid="prepared-file"][data-file="wrong.csv"]').waitFor();
  await page.locator('[data-line]').nth(2).waitFor();
  await page.keyboard.press('ArrowDown');
  await see('prepared');
  await page.locator('[data-testid="prepared-file"][data-file="wrong.csv"]').click();
  await page.getByTestId('prepared-problems').waitFor();
  await see('prepared, a file with mistakes');
  await page.locator('[data-testid="prepared-file"][data-file="cards.csv"]').click();
  await page.getByTestId('prepared-why').waitFor();
  await page.getByTestId('prepared-file-head').locator('button').click();
  await page.getByTestId('prepared-file-head').locator('form').waitFor();
  await see('prepared, removing a file');
}

/** Types an invalid value into a field of the settings, and waits for its problem. */
async function mistype(page: Page, key: FieldKey, text: string): Promise<void> {
  await openTopic(page, topicOf(key));
  await page.locator(`[data-key="${key}"] .setting-editor :is(input, textarea)`).first().fill(text);
  await page.locator('[data-key][data-wrong]').first().waitFor();
}

/** Visits every topic of the settings and every kind of problem. */
export async function visitSettings(page: Page, see: (state: string) => Promise<void>): Promise<void> {
  for (const topic of topics) {
    await openTopic(page, topic);
    await see(`settings, ${topic}`);
  }
  const mistakes = [
    ['server.url', 'cm.example.org'],
    ['server.url', 'http://cm.example.org'],
    ['server.prefix', 'CM'],
    ['server.signIn.windowsServers', '*.example.org'],
    ['people.directory.base', 'DC=example'],
    ['people.directory.url', 'ldap.example.org'],
    ['people.directory.attributes.name', 'display name'],
    ['policy.longestOfflineHours', '500'],
    ['policy.longestOfflineHours', '0'],
    ['pollSeconds', '2.5'],
    ['pollSeconds', 'often'],
  ] as const;
  for (const [key, text] of mistakes) {
    await mistype(page, key, text);
    await see(`settings, ${key}: ${text}`);
  }
  await page.getByTestId('save-bar').locator('button').first().click();
}

/** Lists to import: a refused file, a list with errors, a valid list. */
export const stockLists = {
  'old.xls': Buffer.from('d0cf11e0a1b11ae1', 'hex'),
  'wrong.csv': 'Card id,Serial number\nbc88f13f-83ba-4037-8262-46eba1291c6e,1\nzz,2\n',
  'good.csv': 'Serial number,Box\nSN-1,A\nSN-2,\n',
};

/** Makes the system dialog choose those lists in order. */
async function chooseLists({ app, profile }: Pick<LaunchedStation, 'app' | 'profile'>): Promise<void> {
  const files: string[] = [];
  for (const [name, content] of Object.entries(stockLists)) {
    files.push(join(profile, name));
    await writeFile(join(profile, name), content);
  }
  await app.evaluate(({ dialog }, paths) => {
    const next = [...paths];
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: next.splice(0, 1) });
  }, files);
}

/** Visits the states of the card stock: empty, a refused file, a list with errors, an imported one, filled. */
export async function visitStock(
  station: Pick<LaunchedStation, 'app' | 'page' | 'profile'>,
  see: (state: string) => Promise<void>,
): Promise<void> {
  const { page } = station;
  await chooseLists(station);
  const importButton = page.getByTestId('stock-import');
  await openScreen(page, 'stock');
  await importButton.waitFor();
  await see('stock, empty');
  await importButton.click();
  await page.getByTestId('stock-import-refused').waitFor();
  await see('stock, file refused');
  // The focused button asks for another file.
  await page.keyboard.press('Enter');
  await page.getByTestId('stock-import-problems').waitFor();
  await see('stock, list that is wrong');
  await page.keyboard.press('Escape');
  await importButton.click();
  await page.locator('[data-testid="stock-import-run"]:enabled').click();
  await page.getByTestId('stock-import-done').waitFor();
  await see('stock, imported');
  await page.keyboard.press('Enter');
  await page.getByTestId('stock-card').waitFor();
  await see('stock');
  await page.getByTestId('stock-card').locator('button').last().click();
  await page.getByTestId('stock-card').locator('form').waitFor();
  await see('stock, reason asked');
}

/** Settings of a training station for viewers, and of one where some actions need a second person. */
export const viewerSettings = { training: { readers: 'on' }, roles: { otherwise: 'viewer' } };
export const fourEyesSettings = {
  training: { readers: 'on' },
  roles: { accounts: { supervisor: ['EXAMPLE\\sanne'] }, fourEyes: ['override-refusal', 'bind-unresolved-person', 'give-up-uncertain'] },
};

/** Visits what the role does not allow in a training station of {@link viewerSettings}. */
export async function visitAsViewer(page: Page, see: (state: string) => Promise<void>): Promise<void> {
  await page.locator('.request-row').first().waitFor();
  await insertTrainingCard(page, 1);
  await page.locator('.card-state.good').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').getByTestId('barred').waitFor();
  await see('confirm, not allowed');
  await page.keyboard.press('Escape');
  for (const screen of ['history', 'diagnostics', 'settings'] as const) {
    await openScreen(page, screen);
    await page.getByTestId('barred').first().waitFor();
    await see(`${screen}, not allowed`);
  }
}

/** Selects the request of an unresolved person. */
async function chooseUnresolved(page: Page): Promise<void> {
  const requestId = (await snapshotOf(page)).requests.find(({ person }) => person.state === 'unresolved')?.requestId ?? '';
  await page.keyboard.press('Escape');
  await page.keyboard.type(requestId);
  await page.locator(`[data-request-id="${requestId}"][aria-selected="true"]`).waitFor();
}

/** Visits what a second person sees in a training station of {@link fourEyesSettings}. */
export async function visitSecondPerson(page: Page, see: (state: string) => Promise<void>): Promise<void> {
  await page.locator('.request-row').first().waitFor();
  await insertTrainingCard(page, 1);
  await page.locator('.card-state.good').waitFor();
  await chooseUnresolved(page);
  await confirmed(page);
  await page.getByTestId('can-approve').waitFor();
  await see('not bound, a second person can approve');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('approval').waitFor();
  await see('approval');
  await page.keyboard.type('abc');
  await page.keyboard.press('Tab');
  await page.keyboard.type('bjacobs');
  await page.keyboard.press('Tab');
  await page.keyboard.type('four-eyes');
  await page.keyboard.press('Enter');
  await page.getByTestId('approval-error').waitFor();
  await see('approval, refused');
  await page.evaluate(() => window.station.call('training/removeCard', { readerId: 'Training reader 1' }));
  await page.getByTestId('approval-blocked').waitFor();
  await see('approval, card left');
  await page.keyboard.press('Escape');
  await openScreen(page, 'settings');
  await page.getByTestId('roles').waitFor();
  await see('settings, roles');
}
