import { spawnSync } from 'node:child_process';
import { inject } from 'vitest';
import { launchStation, type LaunchedStation } from './station.js';

/** The PIN that leaves kiosk mode. */
export const PIN = 'quince-41';

/** Opens a locked desk in training mode. It cannot be quit: end it with `killStations`. */
export async function openKiosk(idleSeconds = 600): Promise<LaunchedStation> {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const { stdout, stderr, status } = spawnSync(inject('station').executable, [...root, '--hash-pin'], {
    encoding: 'utf8',
    input: `${PIN}\n`,
  });
  if (status !== 0) throw new Error(`The PIN was not hashed: ${stderr}`);
  const station = await launchStation({ settings: { kiosk: { pinHash: stdout.trim(), idleSeconds }, training: { readers: 'on' } } });
  await station.page.locator('.request-row').first().waitFor();
  return station;
}

/** Returns the properties that a locked desk must keep, whatever was tried. */
export async function lockState({ app, page }: Pick<LaunchedStation, 'app' | 'page'>): Promise<object> {
  const state = await app.evaluate(({ BrowserWindow }) => {
    const [window, ...others] = BrowserWindow.getAllWindows();
    return {
      kiosk: window?.isKiosk(),
      visible: window?.isVisible(),
      tools: window?.webContents.isDevToolsOpened(),
      others: others.length,
      zoom: window?.webContents.getZoomLevel(),
    };
  });
  return { ...state, url: page.url() };
}
export const fullLockState = { kiosk: true, visible: true, tools: false, others: 0, zoom: 0, url: 'app://station/index.html' };
