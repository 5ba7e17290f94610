import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { binding } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { entryHash } from './chain.js';
import { JournalFile } from './journal-file.js';
import type { JournalEntry } from './journal.js';
import { bothVerdicts, python, startIndependentVerifier, type Verdict } from './verifiers.fixture.js';
import { exportedEntry, exportedHead, verifyExport } from './verify.js';

let folder: string;
let entries: readonly JournalEntry[];
const independent = startIndependentVerifier();

beforeAll(() => {
  folder = testFolder('verify');
  const journal = new JournalFile({
    path: join(folder, 'journal.db'),
    key: null,
    context: { operator: 'Zoë', station: 'DESK-01' },
    now: () => new Date('2026-01-05T08:00:00.000Z'),
    monotonicMs: () => 1,
  });
  for (let n = 1; n <= 5; n += 1) journal.intend(binding(n));
  entries = journal.entries(0, 100);
  journal.close();
});
afterAll(() => {
  independent.stop();
});

const entry = (seq: number): JournalEntry => {
  const found = entries[seq - 1];
  if (found === undefined) throw new Error(`no entry ${String(seq)}`);
  return found;
};
const lines = (list: readonly JournalEntry[]): string[] => [...list.map(exportedEntry), exportedHead(5, entry(5).hash)];
const rewritten = (seq: number, change: (body: string) => string): JournalEntry => {
  const { body, previousHash } = entry(seq);
  const changed = change(body);
  return { seq, body: changed, previousHash, hash: entryHash(previousHash, changed) };
};

async function* streamed(list: readonly string[]): AsyncGenerator<string> {
  await Promise.resolve();
  yield* list;
}

function written(list: readonly string[]): string {
  const file = join(folder, 'export.jsonl');
  writeFileSync(file, `${list.join('\n')}\n`);
  return file;
}

/** Starts the command as `npm run audit` does. */
function started(list: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const args = ['--import', 'tsx', 'build/audit.ts', 'verify', written(list)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

const verdicts = (list: readonly string[]): Promise<readonly Verdict[]> => bothVerdicts(independent, ['verify', written(list)]);

it.skipIf(python === undefined)('Python is available for the independent verifier', () => {
  expect(python).toBeDefined();
});

describe('verifying an exported journal', () => {
  it('accepts a valid one, with both verifiers', async () => {
    expect(await verifyExport(streamed(lines(entries)))).toEqual({ entries: 5, head: entry(5).hash, archived: [], findings: [] });
    for (const { status } of await verdicts(lines(entries))) expect(status).toBe(0);
  });

  it('accepts a valid one, as `npm run audit` starts the command', () => {
    expect(started(lines(entries))).toEqual({ status: 0, stdout: `5 entries, SOUND, head ${entry(5).hash}\n`, stderr: '' });
  });

  it('ends with an error for an invalid one, as `npm run audit` starts the command', () => {
    expect(started(lines(entries.slice(1)))).toMatchObject({ status: 1, stdout: expect.stringContaining('NOT SOUND') as string });
  });

  const others = (list: (all: readonly JournalEntry[]) => readonly JournalEntry[]) => () => lines(list(entries));
  const tampered: [string, () => string[], { seq: number | null; problem: string }][] = [
    [
      'a flipped character',
      others((all) => all.map((e) => (e.seq === 3 ? { ...e, body: e.body.replace('DESK-01', 'DESK-02') } : e))),
      { seq: 3, problem: 'altered' },
    ],
    ['a removed entry', others((all) => all.filter((e) => e.seq !== 3)), { seq: 4, problem: 'not-linked' }],
    [
      'an entry rewritten with a matching hash',
      others((all) => all.map((e) => (e.seq === 3 ? rewritten(3, (body) => body.replace('DESK-01', 'DESK-02')) : e))),
      { seq: 4, problem: 'not-linked' },
    ],
    [
      'an inserted entry',
      others((all) => [...all.slice(0, 3), { ...entry(3), seq: 4 }, ...all.slice(3)]),
      { seq: 4, problem: 'not-linked' },
    ],
    ['two entries swapped', others((all) => [entry(1), entry(3), entry(2), ...all.slice(3)]), { seq: 3, problem: 'out-of-order' }],
    ['the newest entries cut off', others((all) => all.slice(0, 3)), { seq: null, problem: 'head-differs' }],
    ['the end of the file cut off', () => entries.map(exportedEntry), { seq: null, problem: 'no-head' }],
    ['a line that is not an entry', () => ['{}', ...lines(entries)], { seq: null, problem: 'unreadable' }],
  ];
  it.each(tampered)('finds and names %s, with both verifiers', async (_name, list, finding) => {
    const { findings } = await verifyExport(streamed(list()));
    expect(findings).toContainEqual(expect.objectContaining(finding));
    for (const { status, said } of await verdicts(list())) {
      expect(status).toBe(1);
      expect(said).toContain('NOT SOUND');
    }
  });
});
