import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import configuration from '../../.dependency-cruiser.mjs';

/** Files of a separate tree: what each imports, and the rule that this breaks, or null. A cycle is reported once. */
const planted: readonly { readonly file: string; readonly imports: string; readonly breaks: string | null }[] = [
  {
    file: 'renderer/desk/reaches-main.ts',
    imports: "import '../../electron/stock/stock.js';",
    breaks: 'renderer stands beside the others',
  },
  {
    file: 'renderer/desk/reaches-main-again.ts',
    imports: "export * from '../../electron/stock/stock.js';",
    breaks: 'renderer stands beside the others',
  },
  {
    file: 'renderer/desk/reaches-main-late.ts',
    imports: "void import('../../electron/stock/stock.js');",
    breaks: 'renderer stands beside the others',
  },
  {
    file: 'electron/stock/reaches-page.ts',
    imports: "import type { A } from '../../renderer/desk/desk.js'; export type B = A;",
    breaks: 'electron stands beside the others',
  },
  { file: 'electron/stock/reaches-e2e.ts', imports: "import '../../e2e/tool.js';", breaks: 'electron stands beside the others' },
  { file: 'electron/stock/reaches-elsewhere.ts', imports: "import '../../tools/tool.js';", breaks: 'electron stands beside the others' },
  {
    file: 'shared/reaches-main.ts',
    imports: "import type { A } from '../electron/stock/stock.js'; export type B = A;",
    breaks: 'shared stands beside the others',
  },
  { file: 'shared/reads-files.ts', imports: "import 'node:fs';", breaks: 'no Node in the page' },
  { file: 'renderer/desk/reads-files.ts', imports: "import { join } from 'node:path'; join();", breaks: 'no Node in the page' },
  { file: 'electron/app/preload.ts', imports: "import './window.js';", breaks: 'preload-stands-alone' },
  {
    file: 'electron/store/reaches-feature.ts',
    imports: "import type { A } from '../stock/stock.js'; export type B = A;",
    breaks: 'electron/store knows no feature',
  },
  { file: 'electron/core/reaches-store.ts', imports: "import '../store/store.js';", breaks: 'electron/core knows no feature' },
  { file: 'electron/stock/reaches-feature.ts', imports: "import '../kiosk/kiosk-lock.js';", breaks: 'electron/stock imports what it may' },
  {
    file: 'electron/stock/types-of-feature.ts',
    imports: "import type { A } from '../kiosk/kiosk-lock.js'; export type B = A;",
    breaks: null,
  },
  { file: 'electron/kiosk/composes.ts', imports: "import '../composition/build.js';", breaks: 'electron/kiosk imports what it may' },
  {
    file: 'electron/new-feature/anything.ts',
    imports: "import '../core/core.js'; import './own.js'; import type { A } from '../kiosk/kiosk-lock.js'; export type B = A;",
    breaks: null,
  },
  {
    file: 'electron/new-feature/reaches-feature.ts',
    imports: "import '../kiosk/kiosk-lock.js';",
    breaks: 'features stand beside each other',
  },
  { file: 'renderer/new-feature/composes.ts', imports: "import '../shell/shell.js';", breaks: 'features stand beside each other' },
  { file: 'renderer/new-feature/late.ts', imports: "void import('../desk/desk.js');", breaks: 'features stand beside each other' },
  { file: 'electron/stock/ships-tests.ts', imports: "import './stock.fixture.js';", breaks: 'ships-no-tests' },
  {
    file: 'electron/stock/stock.test.ts',
    imports: "import './stock.fixture.js'; import '../../e2e/tool.js'; import '../kiosk/kiosk-lock.js';",
    breaks: null,
  },
  { file: 'electron/stock/starts-programs.ts', imports: "import { exec } from 'node:child_process'; exec('');", breaks: 'no programs' },
  { file: 'electron/core/access-list.ts', imports: "import { exec } from 'node:child_process'; exec('');", breaks: null },
  { file: 'electron/stock/round-and.ts', imports: "import './round.js';", breaks: 'no-circular' },
  { file: 'electron/stock/round.ts', imports: "import './round-and.js';", breaks: null },
  { file: 'electron/stock/queries.ts', imports: "import Database from 'libsql'; new Database('');", breaks: 'one database' },
  { file: 'electron/store/queries.ts', imports: "import Database from 'libsql'; new Database('');", breaks: null },
  { file: 'electron/cards/asks-cards.ts', imports: "import { Context } from 'smartcard'; new Context();", breaks: 'PC/SC addons' },
  { file: 'electron/readers/asks-cards.ts', imports: "import pcsclite from 'pcsclite'; pcsclite();", breaks: null },
  { file: 'renderer/desk/knows-electron.ts', imports: "import { app } from 'electron'; app.quit();", breaks: 'electron' },
  { file: 'bench/knows-electron.ts', imports: "import { app } from 'electron'; app.quit();", breaks: 'electron' },
  { file: 'build/ships-tests.ts', imports: "import '../electron/stock/stock.fixture.js';", breaks: 'ships-no-tests' },
  { file: 'electron/app/knows-electron.ts', imports: "import { app } from 'electron'; app.quit();", breaks: null },
];
/** Files that they import, without violations. */
const plain = [
  'electron/app/window.ts',
  'electron/composition/build.ts',
  'electron/core/core.ts',
  'electron/kiosk/kiosk-lock.ts',
  'electron/new-feature/own.ts',
  'electron/stock/stock.fixture.ts',
  'electron/stock/stock.ts',
  'electron/store/store.ts',
  'renderer/desk/desk.ts',
  'renderer/shell/shell.ts',
  'e2e/tool.ts',
  'tools/tool.ts',
];
const packages = ['libsql', 'pcsclite', 'smartcard', 'electron'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'card-desk-arrows-'));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const file of plain) write(file, 'export type A = 1;\nexport const a = 1;\n');
  for (const { file, imports } of planted) write(file, `${imports}\n`);
  for (const name of packages) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'module.exports = {};\n');
  }
  write(
    'package.json',
    JSON.stringify({ name: 'planted', version: '1.0.0', dependencies: Object.fromEntries(packages.map((name) => [name, '1.0.0'])) }),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('each forbidden import breaks its rule, and no other import breaks any', async () => {
  const { forbidden, options } = configuration satisfies IConfiguration;
  const { output } = await cruise(['electron', 'renderer', 'shared', 'e2e', 'build', 'bench'], {
    ...options,
    tsConfig: {},
    cache: false,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: forbidden ?? [] },
  });
  if (typeof output === 'string') throw new Error(output);
  const broken = new Map<string, string[]>();
  for (const { from, rule } of (output satisfies ICruiseResult).summary.violations)
    broken.set(from, [...(broken.get(from) ?? []), rule.name]);
  expect(Object.fromEntries(planted.map(({ file }) => [file, [...new Set(broken.get(file))]]))).toEqual(
    Object.fromEntries(planted.map(({ file, breaks }) => [file, breaks === null ? [] : [breaks]])),
  );
});
