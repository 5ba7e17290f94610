import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { en } from '../renderer/i18n/en.js';
import { exampleFile } from '../renderer/prepared/example-file.js';
import { pseudoLanguage, textsOf } from './pseudo-language.js';
import {
  fourEyesSettings,
  stockLists,
  viewerSettings,
  visitAsViewer,
  visitPrepared,
  visitSecondPerson,
  visitSettings,
  visitStates,
  visitStock,
} from './states.js';
import { closeStations, launchStation, type LaunchedStation } from './station.js';

const { app, electron } = inject('station');
let made: string;

/** A station whose French is replaced with the pseudo-language. */
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'card-desk-pseudo-'));
  await cp(app, made, { recursive: true });
  const root = join(import.meta.dirname, '../renderer');
  const words = `export const fr = ${JSON.stringify(pseudoLanguage(en))};`;
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    plugins: [{ name: 'pseudo-language', enforce: 'pre', load: (id) => (id.endsWith('/renderer/i18n/fr.ts') ? words : undefined) }],
    build: { outDir: join(made, 'renderer'), emptyOutDir: true, reportCompressedSize: false },
  });
}, 120_000);
afterAll(() => rm(made, { recursive: true }));
afterEach(closeStations);

const open = async (settings: object): Promise<LaunchedStation> => {
  const station = await launchStation({ program: { electron, app: made }, settings });
  await station.page.evaluate(() =>
    window.station.call('station/setPreferences', { language: 'fr', theme: 'light', textSize: 'normal', sounds: false }),
  );
  await station.page.locator('html[lang="fr"]').waitFor();
  return station;
};

/** Resizes the window, and waits until its layout has settled. */
async function resize(page: Page, { width, height }: (typeof sizes)[number]): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.evaluate(
    ([w, h]) =>
      new Promise<void>((resolve) => {
        const settled = (): void => {
          // One frame for measuring the new size, and one for what follows from it.
          if (innerWidth === w && innerHeight === h)
            requestAnimationFrame(() =>
              requestAnimationFrame(() => {
                resolve();
              }),
            );
          else requestAnimationFrame(settled);
        };
        settled();
      }),
    [width, height] as const,
  );
}

/** Returns all data that is not the station's own text: names of servers, cards, people and this machine. */
async function dataOf(page: Page): Promise<string> {
  const atrs = await page.getByTestId('card-atr').allInnerTexts();
  const answers = await page.evaluate(
    (inReaders) =>
      Promise.all([
        window.station.call('station/snapshot', {}),
        window.station.call('settings/read', {}),
        window.station.call('settings/form', {}),
        window.station.call('diagnostics/read', {}),
        window.station.call('history/search', { text: '', states: [], outcomes: [], from: null, to: null, before: null }),
        window.station.call('prepared/overview', {}),
        window.station.call('prepared/search', { text: '', file: null, group: 'all', after: 0, limit: 100 }),
        window.station.call('stock/search', { text: '', status: null, location: null, box: null, after: null }),
        ...inReaders.map((atr) => window.station.call('cards/lookUp', { atr })),
      ]),
    atrs.map((atr) => atr.replaceAll(' ', '')),
  );
  return JSON.stringify([answers, exampleFile, Object.values(stockLists).map(String)]);
}

/** Text formatted by the system (numbers with units, dates, ages), key names, initials and symbols. */
const NOT_OURS =
  /^(?:[\d\s.,:%+-]+(?:\s?(?:k|M|G)?o(?:ctets)?|\s?ms)?|\d+ [a-zéû.]+ \d{4}, \d\d:\d\d|il y a \d+\s\p{Ll}+|(?:avant-)?hier|maintenant|(?:Ctrl|Esc|Enter|Tab)(?: \d)?|Ctrl\+P|F\d|\p{Lu}{1,2}|[\p{P}\p{S}]+)$/u;

/** A walk through the station: its settings with the watched folder, and the function that visits the states. */
interface Walk {
  readonly where: string;
  readonly settings: (folder: string) => object;
  readonly visit: (station: LaunchedStation, folder: string, see: (state: string) => Promise<void>) => Promise<void>;
}
const visitAll: Walk['visit'] = async (station, _folder, see) => {
  await visitStates(station.page, see);
  await visitStock(station, see);
  await visitSettings(station.page, see);
};
const walks: readonly Walk[] = [
  { where: '', settings: () => ({ training: { readers: 'on' } }), visit: visitAll },
  {
    where: ' where cards are prepared',
    settings: (folder) => ({ training: { readers: 'on' }, prepared: { folder } }),
    visit: ({ page }, folder, see) => visitPrepared(page, folder, see),
  },
  {
    where: ' where the role does not allow it',
    settings: () => viewerSettings,
    visit: ({ page }, _folder, see) => visitAsViewer(page, see),
  },
  {
    where: ' where a second person signs',
    settings: () => fourEyesSettings,
    visit: ({ page }, _folder, see) => visitSecondPerson(page, see),
  },
];
/** The larger size is last, because the walk continues in it. */
const sizes = [
  { width: 1024, height: 768 },
  { width: 1440, height: 900 },
];

it.each(walks)(
  'every text is translated, and none is cut off in a window of either size$where',
  { timeout: 180_000 },
  async ({ settings, visit }) => {
    const folder = await mkdtemp(join(made, 'prepared-'));
    const station = await open(settings(folder));
    const { page } = station;
    const untranslated = new Set<string>();
    const cut = new Set<string>();
    const see = async (state: string): Promise<void> => {
      const data = await dataOf(page);
      for (const size of sizes) {
        await resize(page, size);
        const seen = `${state} at ${String(size.width)}`;
        for (const { text, where, hidden } of await textsOf(page)) {
          const rest = text.replaceAll(/[(]?⟦(?:[^⟦⟧]|⟦[^⟦⟧]*⟧)*⟧[)]?/g, '').replace(/: *$/, '');
          const unknown = rest
            .split(' · ')
            .map((part) => part.trim())
            .filter((part) => part !== '' && !NOT_OURS.test(part) && !data.includes(JSON.stringify(part).slice(1, -1)));
          if (unknown.length > 0) untranslated.add(`${seen}: “${unknown.join('” “')}” (${where})`);
          if (text.includes('⟧') && hidden > 1) cut.add(`${seen}: ${hidden} px of “${text}” (${where})`);
        }
      }
    };
    await resize(page, { width: 1440, height: 900 });
    await visit(station, folder, see);
    expect({ untranslated: [...untranslated], cut: [...cut] }).toEqual({ untranslated: [], cut: [] });
  },
);
