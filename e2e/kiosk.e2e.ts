import { spawnSync } from 'node:child_process';
import { afterEach, beforeAll, expect, inject, it } from 'vitest';
import { look } from './axe.js';
import { killStations, launchStation, openScreen, type LaunchedStation } from './station.js';

const PIN = 'quince-41';
let pinHash: string;

beforeAll(() => {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const { stdout, status } = spawnSync(inject('station').executable, [...root, '--hash-pin'], { encoding: 'utf8', input: `${PIN}\n` });
  expect(status).toBe(0);
  pinHash = stdout.trim();
});
// A kiosk does not quit because somebody asks it to.
afterEach(killStations);

const open = async (idleSeconds = 600): Promise<LaunchedStation> => {
  const station = await launchStation({ settings: { kiosk: { pinHash, idleSeconds }, training: { readers: 'on' } } });
  await station.page.locator('.request-row').first().waitFor();
  return station;
};

/** What a kiosk must still be, whatever was tried. */
async function isHeld({ app, page }: Pick<LaunchedStation, 'app' | 'page'>): Promise<object> {
  const state = await app.evaluate(({ BrowserWindow }) => {
    const [window, ...others] = BrowserWindow.getAllWindows();
    return { kiosk: window?.isKiosk(), visible: window?.isVisible(), tools: window?.webContents.isDevToolsOpened(), others: others.length, zoom: window?.webContents.getZoomLevel() };
  });
  return { ...state, url: page.url() };
}
const held = { kiosk: true, visible: true, tools: false, others: 0, zoom: 0, url: 'app://station/index.html' };

it('nothing leads out of it: keys, windows, tools, menus, files, printing, navigation, quitting', async () => {
  const kiosk = await open();
  const { app, page } = kiosk;
  expect(await isHeld(kiosk)).toEqual(held);

  const before = await page.evaluate(() => performance.timeOrigin);
  const keys = ['Alt+F4', 'Control+w', 'Control+q', 'Control+r', 'Control+Shift+R', 'F5', 'F11', 'F12', 'Control+Shift+I', 'Control+Shift+J', 'Control+u', 'Control+n', 'Control+t', 'Control+p', 'Control+o', 'Control+s', 'Control+l', 'Control+=', 'Control+-', 'Alt+ArrowLeft', 'Alt+Home', 'Control+Escape', 'Alt+Tab', 'Meta+m', 'Escape'];
  for (const key of keys) await page.keyboard.press(key);
  expect(await isHeld(kiosk)).toEqual(held);
  expect(await page.evaluate(() => performance.timeOrigin), 'it was reloaded').toBe(before);

  const tried = await page.evaluate(() => {
    const opened = window.open('app://station/index.html') !== null;
    location.href = 'file:///';
    const menu = new MouseEvent('contextmenu', { bubbles: true, cancelable: true });
    document.body.dispatchEvent(menu);
    const dropped = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() });
    document.body.dispatchEvent(dropped);
    void document.exitFullscreen().catch(() => undefined);
    return opened;
  });
  expect(tried).toBe(false);
  await page.mouse.click(400, 400, { button: 'right' });
  await page.mouse.click(400, 400, { button: 'middle' });
  await app.evaluate(({ app: program, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.close();
    window?.webContents.openDevTools();
    program.quit();
  });
  expect(await isHeld(kiosk)).toEqual(held);

  const asked = await page.evaluate(async () => {
    const codes: string[] = [];
    const period = { from: '2026-01-05T00:00:00Z', to: '2026-01-06T00:00:00Z' };
    for (const name of ['report/savePdf', 'report/saveCsv'] as const) codes.push(JSON.stringify(await window.station.call(name, period)));
    for (const name of ['history/export', 'history/print', 'diagnostics/saveBundle'] as const) {
      const answer = await window.station.call(name, {});
      codes.push(JSON.stringify(answer));
    }
    codes.push(JSON.stringify(await window.station.call('stock/openList', { title: '', kind: '' })));
    return codes;
  });
  for (const answer of asked) expect(JSON.parse(answer)).toEqual({ ok: false, error: { code: 'in-kiosk' } });
  await openScreen(page, 'history');
  await page.getByTestId('history').getByRole('button', { name: 'Export' }).click();
  await page.getByText('This desk is locked to its window').waitFor();
  expect(await isHeld(kiosk)).toEqual(held);
});

it('is there again when its page closes itself', async () => {
  const { app, page } = await open();
  const [again] = await Promise.all([
    app.waitForEvent('window'),
    page.evaluate(() => {
      window.close();
    }),
  ]);
  await again.locator('.request-row').first().waitFor();
  expect(await isHeld({ app, page: again })).toEqual(held);
});

it('is left by the PIN, which may be wrong three times before there is a pause', async () => {
  const kiosk = await open();
  const { app, page } = kiosk;
  await page.getByRole('button', { name: 'Leave the kiosk' }).click();
  const dialog = page.getByTestId('leave-kiosk');
  const give = async (pin: string): Promise<void> => {
    await page.keyboard.type(pin);
    await page.keyboard.press('Enter');
  };
  await give(PIN);
  await dialog.waitFor({ state: 'detached' });
  expect(await isHeld(kiosk)).toMatchObject({ kiosk: false });
  expect(await page.getByRole('button', { name: 'Leave the kiosk' }).count()).toBe(0);
  const gone = new Promise((resolve) => app.process().once('exit', resolve));
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });
  await gone;

  // Opened again it is locked again.
  const second = await open();
  await second.page.getByRole('button', { name: 'Leave the kiosk' }).click();
  await second.page.getByTestId('leave-kiosk').waitFor();
  expect(await look(second.page, 'leaving the kiosk')).toEqual([]);
  for (const wait of ['0 s', '0 s', '30 s']) {
    await second.page.keyboard.type('123456');
    await second.page.keyboard.press('Enter');
    await second.page.getByTestId('leave-kiosk').getByText(`The next one counts in ${wait}`).waitFor();
  }
  await second.page.keyboard.type(PIN);
  await second.page.keyboard.press('Enter');
  await second.page.getByTestId('leave-kiosk').getByText('The PIN was not looked at').waitFor();
  expect(await isHeld(second)).toMatchObject({ kiosk: true });
});

it('asks for the PIN at once where a touch screen’s keyboard might come', async () => {
  const { page } = await open();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  await page.getByRole('button', { name: 'Leave the kiosk' }).click();
  await page.getByTestId('leave-kiosk').waitFor();
  expect(await page.evaluate(() => [...document.querySelectorAll('.veil, .dialog')].map((part) => getComputedStyle(part).opacity))).toEqual(['1', '1']);
});

it('shows nobody’s data while nobody is there, and its first key only wakes it', async () => {
  const { page } = await open(5);
  await page.evaluate(() => window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: 1 }));
  await page.getByTestId('reader').getByText('Ready to bind').waitFor();
  await page.keyboard.type('noor');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm').waitFor();
  await page.getByTestId('idle').waitFor({ timeout: 15_000 });
  const shown = await page.evaluate(() => document.body.innerText);
  expect(shown).toContain('Ready for the next card');
  for (const data of ['Noor', 'nvelden', 'Facility', 'a9b4b42c', 'bc88f13f']) expect(shown).not.toContain(data);
  await page.keyboard.press('x');
  await page.locator('.request-row').first().waitFor();
  expect(await page.getByTestId('confirm').count()).toBe(0);
  expect(await page.locator('.requests-search input').inputValue()).toBe('');
});
