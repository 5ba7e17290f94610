import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderWatch, type FoundFile } from './folder-watch.js';

let parent: string;
let folder: string;
let watch: FolderWatch;
let now: number;
let planned: { readonly at: number; readonly work: () => void }[];
let found: FoundFile[];
let looked: ({ readonly names: readonly string[] } | { readonly trouble: string })[];
let dealWith: (file: FoundFile) => Promise<boolean>;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'folder-watch-'));
  folder = join(parent, 'prepared');
  mkdirSync(folder);
  now = 0;
  planned = [];
  found = [];
  looked = [];
  dealWith = () => Promise.resolve(true);
  watch = new FolderWatch({
    folder,
    monotonicMs: () => now,
    schedule: (work, ms) => {
      const one = { at: now + ms, work };
      planned.push(one);
      return () => {
        planned = planned.filter((other) => other !== one);
      };
    },
    onFile: (file) => {
      found.push(file);
      return dealWith(file);
    },
    onLooked: (seen) => {
      looked.push(seen);
    },
  });
});
afterEach(async () => {
  await watch.stop();
  rmSync(parent, { recursive: true });
});

/** Lets time pass, and waits for due scans. */
async function pass(ms: number): Promise<void> {
  const until = now + ms;
  for (;;) {
    const next = planned.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
    if (next === undefined) break;
    planned = planned.filter((one) => one !== next);
    now = Math.max(now, next.at);
    const before = looked.length;
    next.work();
    await expect.poll(() => looked.length, { interval: 5 }).toBeGreaterThan(before);
    // Files are processed after their scan is reported.
    await watch.idle();
  }
  now = until;
}

async function start(): Promise<void> {
  watch.start();
  await expect.poll(() => looked.length).toBe(1);
  await watch.idle();
}

const names = (): string[] => found.map(({ name }) => name);

describe('the watched folder', () => {
  it('reports a table once its size and time have settled, and only once', async () => {
    writeFileSync(join(folder, 'a.csv'), 'card');
    await start();
    await pass(1_900);
    expect(names()).toEqual([]);
    await pass(200);
    expect(names()).toEqual(['a.csv']);
    await pass(20_000);
    expect(names()).toEqual(['a.csv']);
  });

  it('waits for a file as long as it is being written', async () => {
    await start();
    writeFileSync(join(folder, 'a.csv'), 'card');
    for (let part = 0; part < 10; part += 1) {
      await pass(1_500);
      appendFileSync(join(folder, 'a.csv'), `,part ${String(part)}`);
    }
    expect(names()).toEqual([]);
    await pass(8_000);
    expect(names()).toEqual(['a.csv']);
    expect(await found[0]?.isSame()).toBe(true);
    appendFileSync(join(folder, 'a.csv'), 'more');
    expect(await found[0]?.isSame()).toBe(false);
  });

  it('reports a changed file again, also if only its time changed', async () => {
    writeFileSync(join(folder, 'a.csv'), 'one');
    await start();
    await pass(8_000);
    writeFileSync(join(folder, 'a.csv'), 'two');
    utimesSync(join(folder, 'a.csv'), 1_000, 1_000);
    await pass(10_000);
    expect(names()).toEqual(['a.csv', 'a.csv']);
  });

  it('ignores everything but tables, and temporary files of spreadsheets', async () => {
    for (const name of ['a.csv', 'B.XLSX', 'c.txt', 'd.tsv', '~$B.XLSX', '.a.csv.part', '.hidden.csv', 'note.docx', 'a.csv.tmp'])
      writeFileSync(join(folder, name), 'x');
    mkdirSync(join(folder, 'folder.csv'));
    await start();
    await pass(8_000);
    expect(names()).toEqual(['B.XLSX', 'a.csv', 'c.txt', 'd.tsv']);
  });

  it('reports an unprocessed file again at every scan', async () => {
    dealWith = () => Promise.resolve(false);
    writeFileSync(join(folder, 'a.csv'), 'x');
    await start();
    await pass(13_000);
    expect(found.length).toBeGreaterThan(1);
    dealWith = () => Promise.resolve(true);
    await pass(6_000);
    const { length } = found;
    await pass(20_000);
    expect(found).toHaveLength(length);
  });

  it('reports a file again on request', async () => {
    writeFileSync(join(folder, 'a.csv'), 'x');
    await start();
    await pass(6_000);
    watch.again('a.csv');
    watch.again('b.csv');
    await pass(1_000);
    expect(names()).toEqual(['a.csv', 'a.csv']);
  });

  it('is reported with the reason while missing, scanned until it is back, and its files reported again', async () => {
    writeFileSync(join(folder, 'a.csv'), 'x');
    await start();
    await pass(6_000);
    renameSync(folder, join(parent, 'away'));
    await pass(6_000);
    expect(looked.at(-1)).toEqual({ trouble: expect.stringContaining('ENOENT') as string });
    renameSync(join(parent, 'away'), folder);
    await pass(6_000);
    expect(looked.at(-1)).toEqual({ names: ['a.csv'] });
  });
});

it('stops although a file is never read completely', async () => {
  dealWith = () => new Promise(() => undefined);
  writeFileSync(join(folder, 'list.csv'), 'x');
  watch.start();
  await expect.poll(() => looked.length, { interval: 5 }).toBe(1);
  for (let looks = 0; found.length === 0 && looks < 20; looks += 1) {
    const [next] = planned.splice(0, 1);
    now = Math.max(now, next?.at ?? now);
    next?.work();
    await new Promise((resolve) => setImmediate(resolve));
    await expect.poll(() => planned.length + found.length, { interval: 5 }).toBeGreaterThan(0);
  }
  expect(found.map(({ name }) => name)).toEqual(['list.csv']);
  await watch.stop();
});
