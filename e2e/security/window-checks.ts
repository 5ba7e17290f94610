import { expect } from 'vitest';
import type { Check, CheckDeps } from './check.js';

/** Returns the web preferences the window actually has. Not in Electron's types, but there is no other way to read them. */
async function preferencesOf({ station }: CheckDeps): Promise<Record<string, unknown>> {
  const read = await station.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return contents === undefined ? {} : Reflect.apply(Reflect.get(contents, 'getLastWebPreferences') as () => object, contents, []);
  });
  return { ...read };
}

const preference = (item: string, rules: string, expected: Readonly<Record<string, unknown>>): Check => ({
  item,
  rules,
  how: 'read back',
  holds: async (deps) => {
    expect(await preferencesOf(deps)).toMatchObject(expected);
  },
});

/** Checks of the window and its process. */
export const windowChecks: readonly Check[] = [
  preference('no Node.js in the page', '2, NODE_INTEGRATION', { nodeIntegration: false, nodeIntegrationInSubFrames: false }),
  {
    item: 'no Node.js in workers, no remote module',
    rules: '2, REMOTE_MODULE',
    how: 'read back',
    // Electron lists these only if they are on.
    holds: async (deps) => {
      const preferences = await preferencesOf(deps);
      expect(preferences).not.toHaveProperty('nodeIntegrationInWorker', true);
      expect(preferences).not.toHaveProperty('enableRemoteModule', true);
    },
  },
  {
    item: 'the page sees no Node.js',
    rules: '2, NODE_INTEGRATION_ATTACH_EVENT',
    how: 'tried in the page',
    holds: async ({ station }) => {
      const seen = await station.page.evaluate(() =>
        ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => Reflect.get(globalThis, name) !== undefined),
      );
      expect(seen).toEqual([]);
    },
  },
  preference('context isolation', '3, CONTEXT_ISOLATION', { contextIsolation: true }),
  preference('sandboxed process', '4, SANDBOX', { sandbox: true }),
  preference('web security', '6, WEB_SECURITY', { webSecurity: true }),
  preference('no mixed content', '8, INSECURE_CONTENT', { allowRunningInsecureContent: false }),
  preference('no experimental features', '9, EXPERIMENTAL_FEATURES', { experimentalFeatures: false }),
  {
    item: 'no Blink features switched on',
    rules: '10, BLINK_FEATURES',
    how: 'read back',
    holds: async (deps) => {
      const { enableBlinkFeatures = '' } = await preferencesOf(deps);
      expect(enableBlinkFeatures).toBe('');
    },
  },
  {
    item: 'no webviews',
    rules: '11, 12, ALLOWPOPUPS',
    how: 'tried in the page',
    holds: async (deps) => {
      expect(await preferencesOf(deps)).toMatchObject({ webviewTag: false });
      const guest = await deps.station.page.evaluate((url) => {
        const element = document.createElement('webview');
        element.setAttribute('src', url);
        element.setAttribute('allowpopups', '');
        document.body.append(element);
        const isGuest = Reflect.has(element, 'getWebContentsId');
        element.remove();
        return isGuest;
      }, deps.external.http);
      expect(guest).toBe(false);
    },
  },
  {
    item: 'no developer tools',
    rules: 'hardening',
    how: 'tried',
    holds: async ({ station }) => {
      const isOpen = await station.app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        contents?.openDevTools();
        return contents?.isDevToolsOpened();
      });
      expect(isOpen).toBe(false);
    },
  },
  {
    item: 'nothing of the page is kept, and no dictionary is fetched',
    rules: 'hardening',
    how: 'read back',
    holds: async ({ station }) => {
      const state = await station.app.evaluate(({ BrowserWindow }) => {
        const session = BrowserWindow.getAllWindows()[0]?.webContents.session;
        return { isPersistent: session?.isPersistent(), spells: session?.isSpellCheckerEnabled() };
      });
      expect(state).toEqual({ isPersistent: false, spells: false });
    },
  },
  {
    item: 'a file that is dropped is not opened',
    rules: 'hardening',
    how: 'read back',
    // Listed only if it is on.
    holds: async (deps) => {
      expect(await preferencesOf(deps)).not.toHaveProperty('navigateOnDragDrop', true);
    },
  },
];
