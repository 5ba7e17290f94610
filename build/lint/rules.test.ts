import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';

/** Tests the lint rules with the real configuration: each has a bad example that must fail and a good one that must not. */

const lines = (count: number): string => Array.from({ length: count }, (_none, at) => `export const a${at} = 1;`).join('\n');

const bad: readonly { readonly rule: string; readonly file: string; readonly code: string; readonly says: string }[] = [
  { rule: 'import(extensions)', file: 'electron/a.ts', code: "import './y';", says: 'file extension' },
  {
    rule: 'eslint(no-restricted-imports)',
    file: 'electron/b.ts',
    code: "import { ipcMain } from 'electron'; ipcMain.on('a', f);",
    says: 'answered in electron/app/ipc.ts',
  },
  {
    rule: 'eslint(no-restricted-imports)',
    file: 'electron/c.ts',
    code: "import * as everything from 'electron'; everything.app.quit();",
    says: "'ipcMain'",
  },
  {
    rule: 'eslint(no-restricted-imports)',
    file: 'electron/d.ts',
    code: "import { shell } from 'electron'; shell.beep();",
    says: 'opens nothing outside itself',
  },
  {
    rule: 'eslint(no-restricted-imports)',
    file: 'electron/e.ts',
    code: "import { ipcRenderer } from 'electron'; ipcRenderer.send('a');",
    says: 'electron/app/preload.ts',
  },
  { rule: 'project(electron-by-name)', file: 'electron/f.ts', code: "void import('electron');", says: 'the names you need' },
  { rule: 'project(electron-by-name)', file: 'electron/g.ts', code: "require('electron');", says: 'the names you need' },
  { rule: 'project(electron-by-name)', file: 'shared/g.test.ts', code: "void import('electron');", says: 'the names you need' },
  {
    rule: 'project(events-alone)',
    file: 'electron/m.ts',
    code: "export const a = (w) => w.webContents.send('a');",
    says: 'page-messages.ts',
  },
  {
    rule: 'project(events-alone)',
    file: 'electron/n.ts',
    code: "export const a = ({ webContents }) => webContents['send']('a');",
    says: 'EventStream',
  },
  {
    rule: 'project(events-alone)',
    file: 'electron/o.ts',
    code: 'export const a = (event) => { const { send } = event.sender; send(1); };',
    says: 'EventStream',
  },
  {
    rule: 'project(events-alone)',
    file: 'electron/p.ts',
    code: "export const a = (w) => w.webContents.mainFrame.postMessage('a');",
    says: 'EventStream',
  },
  { rule: 'project(mocks-alone)', file: 'shared/h.test.ts', code: "vi.mock('node:fs');", says: 'mocked.test.ts' },
  { rule: 'project(no-sql)', file: 'electron/bindings/a.ts', code: "export const a = 'SELECT id FROM bindings';", says: 'SQL' },
  { rule: 'project(no-sql)', file: 'electron/bindings/b.ts', code: 'export const a = (t) => `delete from ${t} where 1`;', says: 'SQL' },
  { rule: 'project(no-sql)', file: 'shared/a.ts', code: "export const a = 'PRAGMA journal_mode = WAL';", says: 'SQL' },
  { rule: 'eslint(max-lines)', file: 'shared/b.ts', code: lines(361), says: 'too many lines' },
  { rule: 'eslint(no-console)', file: 'electron/h.ts', code: "console.log('a');", says: 'console' },
  { rule: 'eslint(no-warning-comments)', file: 'electron/i.ts', code: '// TO' + 'DO: later', says: 'comment' },
  { rule: 'typescript(no-explicit-any)', file: 'electron/j.ts', code: 'export const a = (b: any) => b;', says: 'any' },
  { rule: 'typescript(ban-ts-comment)', file: 'electron/k.ts', code: '// @ts-ignore\nexport const a = 1;', says: 'ts-expect-error' },
  {
    rule: 'react-hooks(rules-of-hooks)',
    file: 'renderer/a.tsx',
    code: 'export function A(p) { if (p.b) useB(); return null; }',
    says: 'useB',
  },
  { rule: 'jsx-a11y(alt-text)', file: 'renderer/b.tsx', code: 'export const A = () => <img src="a.png" />;', says: 'alt' },
  // Rules that need types are enabled for every kind of source.
  ...['electron/l.ts', 'renderer/c.tsx', 'shared/c.ts', 'e2e/a.e2e.ts', 'bench/a.ts', 'build/a.mjs'].map((file) => ({
    rule: 'typescript(no-floating-promises)',
    file,
    code: 'Promise.resolve(1);',
    says: 'await',
  })),
];

const good: readonly (readonly [file: string, code: string])[] = [
  ['electron/main.ts', "import { app } from 'electron';\nimport { answerCalls } from './ipc.js';\nanswerCalls(app);\n"],
  [
    'electron/app/ipc.ts',
    "import { ipcMain } from 'electron';\nimport type { A } from '../shared/contract.js';\nipcMain.handle('a', (b: A) => b);\n",
  ],
  ['electron/app/page-messages.ts', "export const a = (w) => w.webContents.send('a');\n"],
  ['electron/q.ts', "export const a = (delivery, port) => { delivery.send('a'); port.postMessage('b'); };\n"],
  [
    'electron/app/preload.ts',
    "import { contextBridge, ipcRenderer } from 'electron';\nimport { A } from '../shared/channels.js';\ncontextBridge.exposeInMainWorld(A, () => ipcRenderer.invoke(A));\n",
  ],
  [
    'electron/store/x.ts',
    "import Database from 'libsql';\nimport { join } from 'node:path';\nexport const a = new Database(join('a')).prepare('SELECT a FROM b');\n",
  ],
  [
    'electron/readers/x.ts',
    "import pcsclite from 'pcsclite';\nimport { Context } from 'smartcard';\nexport const a = [pcsclite, Context];\n",
  ],
  [
    'electron/readers/x.integration.test.ts',
    "import { fork } from 'node:child_process';\nimport { insert } from '../../e2e/vpcd.js';\ninsert(fork);\n",
  ],
  [
    'electron/readers/x.long.ts',
    "import { fork } from 'node:child_process';\nimport { insert } from '../../e2e/vpcd.js';\ninsert(fork);\n",
  ],
  ['electron/readers/host.fixture.ts', "import { fork } from 'node:child_process';\nfork('a');\n"],
  [
    'renderer/desk/x.tsx',
    "import { useState } from 'react';\nimport { calls } from '../../shared/contract.js';\nimport './x.css';\nexport const useA = () => useState(calls);\n",
  ],
  ['renderer/i18n/sentences.ts', "export const a = 'Select a card from the list, or update it in settings';\n"],
  ['shared/x.ts', "import * as z from 'zod';\nimport { a } from './y.js';\nexport const b = z.literal(a);\n"],
  ['shared/x.test.ts', "import { readFileSync } from 'node:fs';\nimport { a } from './x.js';\na(readFileSync);\n"],
  ['electron/x.test.ts', lines(400)],
];

const reportSchema = z.object({
  diagnostics: z.array(z.object({ filename: z.string(), code: z.string(), message: z.string(), help: z.string().optional() })),
});

/** Reports for each file, each with its rule first. */
const said = new Map<string, string[]>();

beforeAll(async () => {
  const root = join(import.meta.dirname, '../..');
  const tree = await mkdtemp(join(tmpdir(), 'card-desk-rules-'));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
  try {
    // The configuration's globs are relative to its folder.
    for (const path of ['.oxlintrc.json', 'tsconfig.json', 'build/lint/project-rules.mjs'])
      put(path, readFileSync(join(root, path), 'utf8'));
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');
    for (const { file, code } of bad) put(file, code);
    for (const [file, code] of good) put(file, code);
    const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
    const { stdout, stderr } = spawnSync(process.execPath, [oxlint, '--format', 'json'], { cwd: tree, encoding: 'utf8' });
    if (!stdout.startsWith('{')) throw new Error(`oxlint gave no report: ${stdout}${stderr}`);
    for (const { filename, code, message, help } of reportSchema.parse(JSON.parse(stdout)).diagnostics)
      said.set(filename, [...(said.get(filename) ?? []), `${code} ${message} ${help ?? ''}`]);
  } finally {
    await rm(tree, { recursive: true });
  }
});

test.each(bad)('$rule refuses in $file: $code', ({ rule, file, says }) => {
  const complaints = (said.get(file) ?? []).filter((complaint) => complaint.startsWith(`${rule} `));
  expect(complaints).toContainEqual(expect.stringContaining(says));
});

test.each(good)('accepts valid code in %s', (file) => {
  const tried = new Set(bad.map(({ rule }) => rule));
  expect((said.get(file) ?? []).filter((complaint) => tried.has(complaint.split(' ', 1)[0] ?? ''))).toEqual([]);
});
