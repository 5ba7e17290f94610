import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import type { Check } from './check.js';

/** Checks of the ways out of the window: to other windows, programs, files and devices. */
export const wayOutChecks: readonly Check[] = [
  {
    item: 'the page goes nowhere',
    rules: '13, 18, LIMIT_NAVIGATION',
    how: 'tried in the page',
    holds: async ({ station, external, log }) => {
      const before = (await log()).split('navigation refused').length;
      for (const target of [external.http, 'file:///etc/passwd', 'app://elsewhere/index.html']) {
        await station.page.evaluate((url) => {
          const link = document.createElement('a');
          link.href = url;
          document.body.append(link);
          link.click();
          link.remove();
        }, target);
      }
      await station.page.evaluate((url) => {
        location.href = url;
      }, `${external.http}/location`);
      await expect
        .poll(async () => (await log()).split('navigation refused').length - before, { timeout: 5_000 })
        .toBeGreaterThanOrEqual(3);
      expect(station.page.url()).toBe('app://station/index.html');
      expect(external.reached()).toEqual([]);
    },
  },
  {
    item: 'no new windows',
    rules: '14, AUXCLICK',
    how: 'tried in the page',
    holds: async ({ station, external }) => {
      const opened = await station.page.evaluate((url) => {
        const link = document.createElement('a');
        link.href = url;
        link.target = '_blank';
        document.body.append(link);
        link.id = 'way-out';
        link.textContent = 'out';
        link.style.cssText = 'position:fixed;z-index:9;top:0;left:0';
        link.click();
        return [window.open(url), window.open('about:blank'), window.open('app://station/index.html')].filter((other) => other !== null)
          .length;
      }, external.http);
      expect(opened).toBe(0);
      await station.page.mouse.click(5, 5, { button: 'middle' });
      await station.page.evaluate(() => document.querySelector('#way-out')?.remove());
      expect(await station.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
      expect(external.reached()).toEqual([]);
    },
  },
  {
    item: 'nothing is handed to other programs',
    rules: '15, OPEN_EXTERNAL',
    how: 'read in the script',
    holds: ({ scripts }) => {
      expect(scripts.match(/\b(?:openExternal|openPath|showItemInFolder)\b/g)).toBeNull();
      return Promise.resolve();
    },
  },
  {
    item: 'no permissions, and no devices',
    rules: '5, PERMISSION_REQUEST_HANDLER',
    how: 'tried in the page',
    holds: async ({ station }) => {
      const granted = await station.page.evaluate(async () => {
        const grant = async (name: string, ask: () => Promise<unknown> | undefined): Promise<string[]> => {
          try {
            const answer = await ask();
            return answer === undefined || answer === 'denied' || (Array.isArray(answer) && answer.length === 0) ? [] : [name];
          } catch {
            return [];
          }
        };
        const api =
          (path: string, method: string, ...args: unknown[]) =>
          (): Promise<unknown> | undefined => {
            const owner: unknown = Reflect.get(navigator, path);
            const ask: unknown = typeof owner === 'object' && owner !== null ? Reflect.get(owner, method) : undefined;
            return typeof ask === 'function' ? Promise.resolve(Reflect.apply(ask, owner, args)) : undefined;
          };
        const found = await Promise.all([
          grant('notifications', () => Notification.requestPermission()),
          grant('camera', api('mediaDevices', 'getUserMedia', { audio: true, video: true })),
          grant('screen', api('mediaDevices', 'getDisplayMedia', { video: true })),
          grant('clipboard', api('clipboard', 'readText')),
          grant('usb', api('usb', 'getDevices')),
          grant('hid', api('hid', 'getDevices')),
          grant('serial', api('serial', 'getPorts')),
          grant(
            'place',
            () =>
              new Promise((resolve, reject) => {
                navigator.geolocation.getCurrentPosition(resolve, reject);
              }),
          ),
        ]);
        return found.flat();
      });
      expect(granted).toEqual([]);
    },
  },
  {
    item: 'no downloads',
    rules: 'hardening',
    how: 'tried in the page',
    holds: async ({ station, log }) => {
      await station.page.evaluate(() => {
        const link = document.createElement('a');
        link.href = 'app://station/index.html';
        link.download = 'station.html';
        document.body.append(link);
        link.click();
        link.remove();
      });
      await expect.poll(log, { timeout: 5_000 }).toContain('download refused');
      const folder = await station.app.evaluate(({ app }) => app.getPath('downloads'));
      const files = await readdir(folder).catch(() => []);
      expect(files).not.toContain('station.html');
    },
  },
  {
    item: 'crash reports go nowhere',
    rules: 'hardening',
    how: 'read in the script',
    holds: ({ scripts }) => {
      expect(scripts).not.toContain('crashReporter');
      return Promise.resolve();
    },
  },
  {
    item: 'no code from text in the main process',
    rules: 'DANGEROUS_FUNCTIONS',
    how: 'read in the script',
    holds: ({ scripts }) => {
      expect(scripts.match(/\b(?:executeJavaScript|insertCSS|vm\.runIn\w+)\b|(?<![\w.])eval\(/g)).toBeNull();
      return Promise.resolve();
    },
  },
  {
    item: 'security warnings stay on, no switch weakens Chromium',
    rules: 'SECURITY_WARNINGS_DISABLED, CUSTOM_ARGUMENTS',
    how: 'read back',
    holds: async ({ station, scripts }) => {
      expect(scripts).not.toContain('ELECTRON_DISABLE_SECURITY_WARNINGS');
      const on = await station.app.evaluate(({ app }) =>
        [
          'disable-web-security',
          'ignore-certificate-errors',
          'allow-running-insecure-content',
          'host-resolver-rules',
          'js-flags',
          'disable-site-isolation-trials',
        ].filter((name) => app.commandLine.hasSwitch(name)),
      );
      expect(on).toEqual([]);
    },
  },
];
