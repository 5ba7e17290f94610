import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { fullLockState, lockState, openKiosk, PIN } from './kiosk.js';
import { describeFailed, killStations, openScreen, type LaunchedStation } from './station.js';

/** The tests share one station and run in order. */
let kiosk: LaunchedStation;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterEach(describeFailed);
afterAll(killStations);

it('nothing leads out of a locked desk: keys, windows, tools, menus, files, printing, navigation, quitting', async () => {
  const { app, page } = kiosk;
  expect(await lockState(kiosk)).toEqual(fullLockState);

  const before = await page.evaluate(() => performance.timeOrigin);
  const keys = [
    'Alt+F4',
    'Control+w',
    'Control+q',
    'Control+r',
    'Control+Shift+R',
    'F5',
    'F11',
    'F12',
    'Control+Shift+I',
    'Control+Shift+J',
    'Control+u',
    'Control+n',
    'Control+t',
    'Control+p',
    'Control+o',
    'Control+s',
    'Control+l',
    'Control+=',
    'Control+-',
    'Alt+ArrowLeft',
    'Alt+Home',
    'Control+Escape',
    'Alt+Tab',
    'Meta+m',
    'Escape',
  ];
  for (const key of keys) await page.keyboard.press(key);
  expect(await lockState(kiosk)).toEqual(fullLockState);
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
  expect(await lockState(kiosk)).toEqual(fullLockState);

  const asked = await page.evaluate(async () => {
    const codes: string[] = [];
    const period = { from: '2026-01-05T00:00:00Z', to: '2026-01-06T00:00:00Z' };
    for (const name of ['report/savePdf', 'report/saveCsv'] as const) codes.push(JSON.stringify(await window.station.call(name, period)));
    for (const name of ['history/export', 'history/print', 'diagnostics/saveBundle', 'server/probe'] as const) {
      const answer = await window.station.call(name, {});
      codes.push(JSON.stringify(answer));
    }
    codes.push(JSON.stringify(await window.station.call('stock/openList', { title: '', kind: '' })));
    return codes;
  });
  for (const answer of asked) expect(JSON.parse(answer)).toEqual({ ok: false, error: { code: 'in-kiosk' } });
  await openScreen(page, 'history');
  await page.getByTestId('history').getByRole('button', { name: 'Export' }).click();
  await page.getByText('This desk is locked').waitFor();
  expect(await lockState(kiosk)).toEqual(fullLockState);
});

it('a locked desk asks for the PIN at once even if an on-screen keyboard might appear', async () => {
  const { page } = kiosk;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  await page.getByRole('button', { name: 'Unlock desk' }).click();
  await page.getByTestId('leave-kiosk').waitFor();
  expect(await page.evaluate(() => [...document.querySelectorAll('.veil, .dialog')].map((part) => getComputedStyle(part).opacity))).toEqual(
    ['1', '1'],
  );
  await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: false });
  await devtools.detach();
  await page.keyboard.press('Escape');
  await page.getByTestId('leave-kiosk').waitFor({ state: 'detached' });
});

it('a locked desk can be left with the PIN, and not with a wrong one', async () => {
  const { page } = kiosk;
  const dialog = page.getByTestId('leave-kiosk');
  await page.getByRole('button', { name: 'Unlock desk' }).click();
  await dialog.waitFor();
  await page.keyboard.type('123456');
  await page.keyboard.press('Enter');
  await dialog.getByText('Try again in 0 s').waitFor();
  expect(await lockState(kiosk)).toMatchObject({ kiosk: true });
  await page.keyboard.type(PIN);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  expect(await lockState(kiosk)).toMatchObject({ kiosk: false });
  expect(await page.getByRole('button', { name: 'Unlock desk' }).count()).toBe(0);
});
