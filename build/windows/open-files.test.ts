import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

/** Attempts, each with what comes of it. */
const attempts = [
  ['an open database cannot be removed', 'await rm("folder/some.db")', 'EBUSY'],
  ['the log of an open database cannot be removed', 'await unlink("folder/some.db-wal")', 'EBUSY'],
  ['the folder of an open database cannot be removed', 'rmSync("folder", { recursive: true, force: true })', 'EBUSY'],
  ['an open database cannot be renamed', 'renameSync("folder/some.db", "damaged")', 'EBUSY'],
  ['an open database cannot be replaced', 'await rename("other", "folder/some.db")', 'EPERM'],
  ['the folder of an open database cannot be renamed', 'await rename("folder", "elsewhere")', 'EPERM'],
  [
    'a database stays open after closing while it has statements',
    'db.close(); await rename("folder/some.db", "damaged"); statement.raw()',
    'EBUSY',
  ],
  [
    'the rules also apply to threads',
    `await inThread('import { rmSync } from "node:fs"; import { parentPort } from "node:worker_threads"; try { rmSync("folder/some.db"); } catch ({ code }) { parentPort.postMessage(code); }')`,
    'EBUSY',
  ],
  ['a file that Node has open can be removed', 'await rm("open/by-node")', 'done'],
  ['a file that Node has open can be renamed', 'renameSync("open/by-node", "renamed")', 'done'],
  ['a file that Node has open cannot be replaced', 'renameSync("other", "open/by-node")', 'EPERM'],
  ['a folder with a file that Node has open cannot be renamed', 'renameSync("open", "elsewhere")', 'EPERM'],
  [
    'a closed file can be renamed, replaced and removed',
    'writeFileSync("another", ""); renameSync("other", "another"); await rm("another")',
    'done',
  ],
] as const;

/** Makes all attempts in one process under the rules, each in a separate folder with an open database and a file that Node has open. */
function outcomes(): readonly string[] {
  const script = `
    import { mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
    import { rename, rm, unlink } from 'node:fs/promises';
    import { tmpdir } from 'node:os';
    import { Worker } from 'node:worker_threads';
    import Database from 'libsql';
    /** Tried in a thread. */
    const inThread = (code) => new Promise((resolve, reject) => {
      new Worker(code, { eval: true }).once('message', (code) => (code === 'done' ? resolve() : reject({ code })));
    });
    const attempts = [${attempts.map(([, attempt]) => `async (db, statement) => { ${attempt}; }`).join(',\n')}];
    const kept = [];
    for (const attempt of attempts) {
      process.chdir(mkdtempSync(tmpdir() + '/open-files-'));
      mkdirSync('folder');
      const db = new Database('folder/some.db');
      db.exec('PRAGMA journal_mode=WAL; CREATE TABLE t (a)');
      const statement = db.prepare('SELECT * FROM t');
      // So that none is collected, which would close it.
      kept.push(db, statement);
      writeFileSync('other', '');
      mkdirSync('open');
      openSync('open/by-node', 'w');
      try {
        await attempt(db, statement);
        console.log('done');
      } catch (error) {
        console.log(error.code);
      }
    }
    process.exit();
  `;
  const preload = join(import.meta.dirname, 'open-files.cjs');
  const { stdout, stderr } = spawnSync(process.execPath, ['--require', preload, '--input-type=module', '--eval', script], {
    cwd: process.cwd(),
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  return stdout.trim().split('\n');
}

describe.skipIf(process.platform !== 'linux')('under Windows’ rules for open files', () => {
  let found: readonly string[];
  beforeAll(() => {
    found = outcomes();
  });

  it.each(attempts.map(([what, , code], at) => [what, at, code] as const))('%s', (_what, at, code) => {
    expect(found[at]).toBe(code);
  });
});
