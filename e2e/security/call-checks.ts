import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Check, CheckDeps } from './check.js';

/** Makes any call with any argument, as the page can. */
async function call({ station }: CheckDeps, name: string, request: unknown): Promise<unknown> {
  return station.page.evaluate(([n, r]) => window.station.call(n as 'station/snapshot', r), [name, request] as const);
}

/** Checks of the bridge between the page and the main process. */
export const callChecks: readonly Check[] = [
  {
    item: 'the bridge is two functions, and no part of Electron',
    rules: '20, PRELOAD',
    how: 'tried in the page',
    holds: async ({ station }) => {
      const bridge = await station.page.evaluate(() => {
        const { station: exposed } = window;
        try {
          Reflect.set(window, 'station', {});
          Reflect.set(exposed, 'call', null);
        } catch {
          // A bridge that refuses the change is safe, too.
        }
        return {
          names: Object.keys(window.station).sort(),
          kept: typeof Reflect.get(window.station, 'call'),
          electron: ['ipcRenderer', 'electron', 'electronAPI'].filter((name) => Reflect.has(window, name)),
        };
      });
      expect(bridge).toEqual({ names: ['call', 'onEvent'], kept: 'function', electron: [] });
    },
  },
  {
    item: 'calls that are unknown, misshapen or too long are refused',
    rules: '17, 20',
    how: 'tried in the page',
    holds: async (deps) => {
      const hostile: readonly (readonly [string, unknown])[] = [
        ['station/quit', {}],
        ['__proto__', {}],
        ['bindings/confirm', { requestId: 'x', presentationId: 1 }],
        [
          'bindings/confirm',
          {
            requestId: 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099',
            presentationId: 1,
            cardId: 'mine',
            seen: {
              userId: 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099',
              profileTemplateId: 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099',
              cardId: 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099',
            },
          },
        ],
        ['station/snapshot', { padding: 'x'.repeat(100_000) }],
        ['station/snapshot', null],
      ];
      for (const [name, request] of hostile)
        expect(await call(deps, name, request)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
      expect(await call(deps, 'station/snapshot', {})).toMatchObject({ ok: true });
    },
  },
  {
    item: 'settings are written and other servers called only after a person’s yes',
    rules: '17, 20',
    how: 'tried in the page',
    holds: async (deps) => {
      const { app, profile } = deps.station;
      await app.evaluate(({ dialog }) => {
        Reflect.set(globalThis, 'usualBox', dialog.showMessageBox.bind(dialog));
        Reflect.set(globalThis, 'questions', 0);
        Reflect.set(dialog, 'showMessageBox', () => {
          Reflect.set(globalThis, 'questions', Number(Reflect.get(globalThis, 'questions')) + 1);
          return Promise.resolve({ response: 0, checkboxChecked: false });
        });
      });
      const file = join(profile, 'settings.json');
      const before = await readFile(file, 'utf8').catch(() => null);
      const changes = [{ change: 'set', key: 'server.url', value: deps.external.http }];
      deps.external.reached();
      expect(await call(deps, 'settings/save', { changes })).toEqual({ ok: true, value: { outcome: 'declined' } });
      expect(await call(deps, 'server/testDraft', { changes })).toEqual({ ok: true, value: null });
      expect(await app.evaluate(() => Number(Reflect.get(globalThis, 'questions')))).toBe(2);
      expect(await readFile(file, 'utf8').catch(() => null)).toBe(before);
      expect(deps.external.reached()).toEqual([]);
      await app.evaluate(({ dialog }) => {
        Reflect.set(dialog, 'showMessageBox', Reflect.get(globalThis, 'usualBox'));
      });
    },
  },
  {
    item: 'only the station’s own page is answered',
    rules: '17',
    how: 'tried',
    holds: async (deps) => {
      // The worst case: another window of the program with the same bridge, session and origin.
      const answers = await deps.station.app.evaluate(async ({ app, BrowserWindow }) => {
        const [own] = BrowserWindow.getAllWindows();
        if (own === undefined) return [];
        const preload = `${app.getAppPath()}/electron/preload.js`;
        const answered: string[] = [];
        for (const url of ['app://station/index.html', 'app://station/nowhere.html']) {
          const other = new BrowserWindow({
            show: false,
            webPreferences: { preload, session: own.webContents.session, sandbox: true, contextIsolation: true },
          });
          await other.loadURL(url);
          const asked = "window.station.call('station/snapshot', {}).then((answer) => answer.ok ? 'answered' : answer.error.code)";
          answered.push(String(await other.webContents.executeJavaScript(asked)));
          other.destroy();
        }
        return answered;
      });
      expect(answers).toEqual(['sender-refused', 'sender-refused']);
      expect(await call(deps, 'station/snapshot', {})).toMatchObject({ ok: true });
    },
  },
];
