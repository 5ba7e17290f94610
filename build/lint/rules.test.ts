import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

/** The house rules, tried on the real configuration: each has a planted bad case that must fail and a good one that must not. */
const eslint = new ESLint({
  // A file that is not on disk belongs to no TypeScript project; rules that need types are tried on files that exist.
  overrideConfig: [{ languageOptions: { parserOptions: { projectService: false, program: null } } }],
  ruleFilter: ({ ruleId }) => untyped.has(ruleId),
});
const untyped = new Set([
  'no-restricted-imports',
  'no-restricted-syntax',
  'house/no-sql',
  'max-lines',
  'no-console',
  'no-warning-comments',
  'react-hooks/rules-of-hooks',
  '@typescript-eslint/no-explicit-any',
  '@typescript-eslint/ban-ts-comment',
]);

async function complaints(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${String(ruleId)}: ${message}`);
}

describe.each<{ rule: string; file: string; code: string; says: string }>([
  { rule: 'no-restricted-imports', file: 'electron/x.ts', code: "import './y';", says: 'file extension' },
  {
    rule: 'no-restricted-imports',
    file: 'electron/main.ts',
    code: "import { ipcMain } from 'electron'; ipcMain.on('a', f);",
    says: "'ipcMain' import from 'electron'",
  },
  {
    rule: 'no-restricted-imports',
    file: 'electron/main.ts',
    code: "import * as everything from 'electron'; everything.app.quit();",
    says: "import is invalid because 'ipcMain'",
  },
  {
    rule: 'no-restricted-imports',
    file: 'electron/main.ts',
    code: "import { shell } from 'electron'; shell.beep();",
    says: "'shell' import from 'electron'",
  },
  {
    rule: 'no-restricted-imports',
    file: 'electron/x.ts',
    code: "import { ipcRenderer } from 'electron'; ipcRenderer.send('a');",
    says: "'ipcRenderer' import from 'electron'",
  },
  { rule: 'no-restricted-syntax', file: 'electron/main.ts', code: "void import('electron');", says: 'the names you need' },
  { rule: 'no-restricted-syntax', file: 'shared/x.ts', code: 'export enum A { b }', says: 'A union of literals' },
  { rule: 'no-restricted-syntax', file: 'shared/x.test.ts', code: "vi.mock('node:fs');", says: 'mocked.test.ts' },
  { rule: 'no-restricted-syntax', file: 'shared/x.test.ts', code: "void import('electron');", says: 'the names you need' },
  { rule: 'no-restricted-syntax', file: 'electron/main.ts', code: "require('electron');", says: 'the names you need' },
  { rule: 'house/no-sql', file: 'electron/bindings/x.ts', code: "export const a = 'SELECT id FROM bindings';", says: 'SQL' },
  { rule: 'house/no-sql', file: 'electron/bindings/x.ts', code: 'export const a = (t) => `delete from ${t} where 1`;', says: 'SQL' },
  { rule: 'house/no-sql', file: 'shared/x.ts', code: "export const a = 'PRAGMA journal_mode = WAL';", says: 'SQL' },
  { rule: 'max-lines', file: 'shared/x.ts', code: 'export const a = 1;\n'.repeat(361), says: 'too many lines' },
  { rule: 'no-console', file: 'electron/x.ts', code: "console.log('a');", says: 'console' },
  { rule: 'no-warning-comments', file: 'electron/x.ts', code: '// TO' + 'DO: later', says: 'comment' },
  {
    rule: 'react-hooks/rules-of-hooks',
    file: 'renderer/x.tsx',
    code: 'export function A(p) { if (p.b) useB(); return null; }',
    says: 'useB',
  },
  { rule: '@typescript-eslint/no-explicit-any', file: 'electron/x.ts', code: 'export const a = (b: any) => b;', says: 'any' },
  { rule: '@typescript-eslint/ban-ts-comment', file: 'electron/x.ts', code: '// @ts-ignore\nexport const a = 1;', says: 'ts-ignore' },
])('$rule', ({ rule, file, code, says }) => {
  test(`refuses in ${file}: ${code.split('\n').slice(0, 2).join(' ')}`, async () => {
    expect(await complaints(file, code)).toContainEqual(expect.stringMatching(new RegExp(`^${rule}: .*${says.replaceAll('.', '\\.')}`)));
  });
});

test.each([
  ['electron/main.ts', "import { app } from 'electron';\nimport { answerCalls } from './ipc.js';\nanswerCalls(app);\n"],
  [
    'electron/app/ipc.ts',
    "import { ipcMain } from 'electron';\nimport type { A } from '../shared/contract.js';\nipcMain.handle('a', (b: A) => b);\n",
  ],
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
  ['renderer/i18n/say.ts', "export const a = 'Select a card from the list, or update it in settings';\n"],
  ['shared/x.ts', "import * as z from 'zod';\nimport { a } from './y.js';\nexport const b = z.literal(a);\n"],
  ['shared/x.test.ts', "import { readFileSync } from 'node:fs';\nimport { a } from './x.js';\na(readFileSync);\n"],
  ['electron/x.test.ts', 'export const a = 1;\n'.repeat(400)],
])('accepts what belongs in %s', async (file, code) => {
  expect(await complaints(file, code)).toEqual([]);
});

test('typed rules are on for every kind of source', async () => {
  const real = new ESLint();
  for (const file of ['electron/x.ts', 'renderer/x.tsx', 'shared/x.ts', 'e2e/x.e2e.ts', 'build/x.mjs']) {
    const config: unknown = await real.calculateConfigForFile(file);
    expect(config).toMatchObject({
      rules: {
        '@typescript-eslint/no-floating-promises': [2],
        '@typescript-eslint/switch-exhaustiveness-check': [2, expect.anything()],
      },
    });
  }
});
