import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { closeStations, launchStation, type LaunchedStation } from './station.js';

let outside: Server;
let origin: string;
const reached: string[] = [];
let station: LaunchedStation;

beforeAll(async () => {
  outside = createServer((request, response) => {
    reached.push(request.url ?? '');
    response.end('outside');
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  const address = outside.address();
  origin = `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}`;
});
afterAll(() => new Promise((resolve) => outside.close(resolve)));
beforeEach(async () => {
  reached.length = 0;
  station = await launchStation();
});
afterEach(closeStations);

describe('the window', () => {
  it('is sandboxed and isolated, without Node, as read back from the real one', async () => {
    const preferences = await station.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      // Not in the types, but the only way to read what a window was really given.
      return contents === undefined ? null : (Reflect.apply(Reflect.get(contents, 'getLastWebPreferences') as () => unknown, contents, []) as object);
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    // Electron lists this one only where it is on.
    expect(preferences).not.toHaveProperty('nodeIntegrationInWorker', true);
    const tools = await station.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.openDevTools();
      return contents?.isDevToolsOpened();
    });
    expect(tools).toBe(false);
    const inPage = await station.page.evaluate(() => [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process'), Object.keys(window.station).sort().join()]);
    expect(inPage).toEqual(['undefined', 'undefined', 'call,onEvent']);
  });

  it('shows our own scheme under a strict policy, and complains of nothing', async () => {
    expect(station.page.url()).toBe('app://station/index.html');
    const complaints: string[] = [];
    station.page.on('console', (message) => complaints.push(message.text()));
    await station.page.reload();
    await station.page.getByTestId('desk').waitFor();
    expect(complaints).toEqual([]);
    const policy = await station.page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.src = 'app://station/index.html';
      const blocked = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => {
          resolve(event.originalPolicy);
        });
      });
      document.body.append(frame);
      return blocked;
    });
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('reaches no network, opens no window, goes nowhere', async () => {
    const url = station.page.url();
    const tried = await station.page.evaluate(async (target) => {
      const fetched = await fetch(`${target}/fetch`).then(
        () => 'reached',
        () => 'blocked',
      );
      const image = await new Promise<string>((resolve) => {
        const element = new Image();
        element.onload = () => { resolve('reached'); };
        element.onerror = () => { resolve('blocked'); };
        element.src = `${target}/image`;
      });
      const opened = window.open(`${target}/window`) === null ? 'blocked' : 'opened';
      const notified = await Notification.requestPermission();
      return { fetched, image, opened, notified };
    }, origin);
    expect(tried).toEqual({ fetched: 'blocked', image: 'blocked', opened: 'blocked', notified: 'denied' });
    await station.page.evaluate((target) => {
      location.href = `${target}/navigation`;
    }, origin);
    const log = join(station.profile, 'logs', 'card-desk.log');
    await expect.poll(() => readFile(log, 'utf8'), { timeout: 10_000 }).toMatch(/\[security\] (?:frame )?navigation refused/);
    expect(await station.page.evaluate(() => location.href)).toBe(url);
    expect(await station.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    expect(reached).toEqual([]);
  });

  it('no text becomes code', async () => {
    const outcome = await station.page.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.textContent = 'window.injected = true';
        document.body.append(script);
      } catch {
        // Trusted types refuse the text already.
      }
      return Reflect.get(window, 'injected') === undefined ? 'blocked' : 'ran';
    });
    expect(outcome).toBe('blocked');
  });
});

describe('calls', () => {
  it('that the contract does not know, or that do not fit it, are refused with a reason', async () => {
    const call = (name: string, request: unknown): Promise<unknown> =>
      station.page.evaluate(([n, r]) => window.station.call(n as 'station/snapshot', r), [name, request] as const);
    const refused = { ok: false, error: { code: 'invalid-input' } };
    expect(await call('station/quit', {})).toMatchObject(refused);
    expect(await call('__proto__', {})).toMatchObject(refused);
    expect(await call('bindings/confirm', { requestId: 'x', presentationId: 1 })).toMatchObject(refused);
    expect(await call('bindings/confirm', { requestId: 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099', presentationId: 1, cardId: 'mine' })).toMatchObject(refused);
    expect(await call('station/snapshot', { padding: 'x'.repeat(100_000) })).toMatchObject(refused);
    expect(await call('station/snapshot', null)).toMatchObject(refused);
    expect(await call('station/snapshot', {})).toMatchObject({ ok: true });
  });
});

it('a second station on the same profile gives way to the first', async () => {
  const second = spawn(inject('station').executable, [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${station.profile}`], {
    stdio: 'ignore',
  });
  const code = await new Promise((resolve) => second.once('exit', resolve));
  expect(code).toBe(0);
  expect(await station.page.getByTestId('desk').isVisible()).toBe(true);
});
