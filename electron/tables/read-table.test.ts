import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTable, type ReadTableOptions } from './read-table.js';
import { bundleTableWorker } from './worker-bundle.fixture.js';
import { workbook } from './xlsx.fixture.js';

let folder: string;
let worker: Awaited<ReturnType<typeof bundleTableWorker>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-table-'));
  worker = await bundleTableWorker('read-table-test');
});
afterAll(async () => {
  await worker.remove();
  await rm(folder, { recursive: true });
});

async function read(bytes: string | Uint8Array, options: Partial<ReadTableOptions> = {}) {
  const file = join(folder, 'table');
  await writeFile(file, bytes);
  return readTable(file, { script: worker.script, ...options });
}

const csvOf = (rows: number): string =>
  `Card,Box\n${Array.from({ length: rows }, (_, n) => `c${String(n)},b${String(n % 7)}`).join('\n')}\n`;

describe('a table read in a thread of its own', { timeout: 30_000 }, () => {
  it.each([
    ['text', csvOf(20_000)],
    // Large enough that the reader unpacks it in another thread.
    ['a workbook', workbook([['Card', 'Box'], ...Array.from({ length: 20_000 }, (_, n) => [`c${String(n)}`, `b${String(n % 7)}`])])],
  ])('arrives complete while other work continues: %s', async (_, bytes) => {
    let turns = 0;
    const other = setInterval(() => {
      turns += 1;
    }, 1);
    const told: number[] = [];
    const { outcome, ...rest } = await read(bytes, { onProgress: (done) => told.push(done) });
    clearInterval(other);
    expect(outcome).toBe('read');
    expect(rest).toMatchObject({ table: { header: ['Card', 'Box'], problems: [] } });
    const { rows } = 'table' in rest ? rest.table : { rows: [] };
    expect(rows).toHaveLength(20_000);
    expect(rows[19_999]).toEqual({ line: 20_001, cells: ['c19999', 'b0'] });
    expect(told.length).toBeGreaterThan(2);
    expect(turns).toBeGreaterThan(2);
  });

  it('is canceled immediately', async () => {
    const wanted = new AbortController();
    const reading = read(csvOf(400_000), {
      signal: wanted.signal,
      onProgress: () => {
        wanted.abort();
      },
    });
    expect(await reading).toEqual({ outcome: 'cancelled' });
    expect(await read('a\n1\n', { signal: wanted.signal })).toEqual({ outcome: 'cancelled' });
  });

  it('is refused with the reason', async () => {
    expect(await read('')).toEqual({ outcome: 'refused', problem: { line: 0, column: null, code: 'empty-file', value: '' } });
    expect(await readTable(join(folder, 'missing'), { script: worker.script })).toMatchObject({
      outcome: 'refused',
      problem: { code: 'unreadable' },
    });
  });

  it('is refused as too large if it uses up the memory of its thread, and only the thread ends', async () => {
    expect(await read(csvOf(400_000), { largestHeap: 16 })).toMatchObject({ outcome: 'refused', problem: { code: 'too-large' } });
  });
});
