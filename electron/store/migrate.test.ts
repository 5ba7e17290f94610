import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import Database from 'libsql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { binding } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { entryHash, FIRST_PREVIOUS_HASH } from './chain.js';
import { JournalFile } from './journal-file.js';
import { migrations } from './migrations.js';
import { nextSchema } from './next-schema.fixture.js';

const BINDINGS = 50;
/** Fewer on Windows, which takes seconds to start and end a program. */
const KILLS = process.platform === 'win32' ? 5 : 12;
const program = join(process.cwd(), 'node_modules', '.cache', 'migrating-test.cjs');
const numberRow = z.tuple([z.object({ number: z.number() })]);
const numberOf = (rows: unknown): number => numberRow.parse(rows)[0].number;

let folder: string;
let path: string;
beforeAll(async () => {
  const entryPoints = [join(import.meta.dirname, 'migrating.fixture.ts')];
  await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'cjs', external: ['libsql'] });
});
afterAll(() => {
  rmSync(program);
});

/** A journal of this version with real rows, in a folder of its own. */
function freshJournal(): void {
  folder = testFolder('migrate');
  path = join(folder, 'journal.db');
  const journal = open(migrations);
  for (let n = 1; n <= BINDINGS; n += 1) journal.intend(binding(n));
  journal.close();
}

function open(schema: readonly string[]): JournalFile {
  return new JournalFile({
    path,
    key: null,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date(0),
    monotonicMs: () => 0,
    schema,
  });
}

/** Runs the migrating program; kills it this many ms after it was told to open the journal. @returns ms until the journal was open */
async function migrate(killAfterMs: number | null): Promise<number | null> {
  const child = spawn(process.execPath, [program, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  let began = 0;
  let took: number | null = null;
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const isTold = told.includes('ready');
    told += chunk.toString();
    if (!isTold && told.includes('ready')) {
      began = performance.now();
      child.stdin.write('open\n');
      if (killAfterMs === 0) child.kill('SIGKILL');
      else if (killAfterMs !== null) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    }
    if (took === null && told.includes('open\n')) took = performance.now() - began;
  });
  await once(child, 'close');
  return took;
}

/** Reads a file without the program's code: its version, and whether it is sound and complete at that version. */
function inspect(file: string): number {
  const db = new Database(file);
  try {
    expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    const version = numberOf(db.prepare('SELECT user_version AS number FROM pragma_user_version').all());
    let previous = FIRST_PREVIOUS_HASH;
    const entries = db.prepare('SELECT body, hash FROM entries ORDER BY seq').all() as { body: string; hash: string }[];
    for (const { body, hash } of entries) {
      expect(hash).toBe(entryHash(previous, body));
      previous = hash;
    }
    expect(entries).toHaveLength(BINDINGS);
    expect(numberOf(db.prepare('SELECT count(*) AS number FROM bindings').all())).toBe(BINDINGS);
    const columns = db.prepare("SELECT name FROM pragma_table_info('bindings')").all() as { name: string }[];
    expect(columns.some(({ name }) => name === 'person')).toBe(version > migrations.length);
    if (version > migrations.length)
      expect(numberOf(db.prepare("SELECT count(*) AS number FROM bindings WHERE person = ''").all())).toBe(0);
    expect(db.prepare("SELECT name FROM sqlite_master WHERE name LIKE '%work'").all()).toEqual([]);
    return version;
  } finally {
    db.close();
  }
}

it(
  'a migration that is killed at any moment leaves a complete version, and a complete backup of the first',
  { timeout: 600_000 },
  async () => {
    freshJournal();
    const longest = (await migrate(null)) ?? 0;
    expect(inspect(path)).toBe(nextSchema.length);

    // Immediately, and then closer and closer to the moment of the change, before and after it.
    const found = new Set<number>();
    let [early, late, killAfterMs] = [0, 2 * longest, 0];
    for (let kill = 0; kill < KILLS; kill += 1) {
      freshJournal();
      await migrate(killAfterMs);
      const version = inspect(path);
      found.add(version);
      if (version > migrations.length) late = killAfterMs;
      else early = killAfterMs;
      killAfterMs = (early + late) / 2;
      const backup = `${path}.version-${String(migrations.length)}.backup`;
      // A copy, because the next start cannot replace on Windows what is open here.
      if (existsSync(backup)) {
        copyFileSync(backup, `${backup}.copy`);
        expect(inspect(`${backup}.copy`)).toBe(migrations.length);
      }
      // As the next start does.
      const journal = open(nextSchema);
      expect(journal.unsettled()).toHaveLength(BINDINGS);
      journal.close();
      expect(inspect(path)).toBe(nextSchema.length);
    }
    expect(found).toContain(migrations.length);
    expect(found.size).toBeGreaterThan(1);
  },
);
