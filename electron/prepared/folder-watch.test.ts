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

/** Lets time pass, and waits for the looks that fall due. */
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
    // The files of a look are dealt with after it is told of.
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

describe('a folder', () => {
  it('tells of a table once its size and time have rested, and only once', async () => {
    writeFileSync(join(folder, 'a.csv'), 'card');
    await start();
    await pass(1_900);
    expect(names()).toEqual([]);
    await pass(200);
    expect(names()).toEqual(['a.csv']);
    await pass(20_000);
    expect(names()).toEqual(['a.csv']);
  });

  it('waits for a file that is being written, for as long as that takes', async () => {
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

  it('tells again of a file that has changed, by its time alone too', async () => {
    writeFileSync(join(folder, 'a.csv'), 'one');
    await start();
    await pass(8_000);
    writeFileSync(join(folder, 'a.csv'), 'two');
    utimesSync(join(folder, 'a.csv'), 1_000, 1_000);
    await pass(10_000);
    expect(names()).toEqual(['a.csv', 'a.csv']);
  });

  it('looks at nothing but tables, and at none that a spreadsheet keeps beside an open one', async () => {
    for (const name of ['a.csv', 'B.XLSX', 'c.txt', 'd.tsv', '~$B.XLSX', '.a.csv.part', '.hidden.csv', 'note.docx', 'a.csv.tmp'])
      writeFileSync(join(folder, name), 'x');
    mkdirSync(join(folder, 'folder.csv'));
    await start();
    await pass(8_000);
    expect(names()).toEqual(['B.XLSX', 'a.csv', 'c.txt', 'd.tsv']);
  });

  it('tells again of a file that was not dealt with, at every look', async () => {
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

  it('tells again of a file when it is asked to', async () => {
    writeFileSync(join(folder, 'a.csv'), 'x');
    await start();
    await pass(6_000);
    watch.again('a.csv');
    watch.again('b.csv');
    await pass(1_000);
    expect(names()).toEqual(['a.csv', 'a.csv']);
  });

  it('that is away is named with the reason, and looked for until it is back; what lay there is told of anew', async () => {
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

it('ends although a file is never read to its end', async () => {
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
