import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stockColumns } from '../shared/stock.fixture.js';
import type { StockMapping, StockProgress } from '../shared/stock.js';
import { openStock } from '../electron/store/stock.js';
import { bundleStoreWorker } from '../electron/store/worker-bundle.fixture.js';
import { StockImport } from '../electron/stock/stock-import.js';
import { readTable } from '../electron/tables/read-table.js';
import { bundleTableWorker } from '../electron/tables/worker-bundle.fixture.js';
import { workbook } from '../electron/tables/xlsx.fixture.js';

/**
 * Imports card lists as the station does, with its workers and an encrypted store, and prints the duration, the longest
 * blocking of the main thread, and how long a cancellation takes. `npm run bench:stock -- ROWS`
 */
const rows = Number(process.argv[2] ?? 50_000);
/** Maximum time for importing 50,000 cards, ms. */
const LIMIT_MS = 10_000;

const header = ['Card ID', 'Serial number', 'Box', 'Location', 'Status'];
const cards = Array.from({ length: rows }, (_, n) => [
  `{${(0x10_00_00_00 + n).toString(16)}-83ba-4037-8262-46eba1291c6e}`,
  `SN-${String(n).padStart(8, '0')}`,
  `Box ${String(Math.floor(n / 250))}`,
  n % 2 === 0 ? 'Gent' : 'Brussel',
  'in stock',
]);
const mapping: StockMapping = { columns: stockColumns({ cardId: 0, serial: 1, box: 2, location: 3, status: 4 }), idOrder: 'windows-guid' };

const folder = await mkdtemp(join(tmpdir(), 'bench-stock-'));
const storeWorker = await bundleStoreWorker('bench-stock-store');
const tableWorker = await bundleTableWorker('bench-stock-table');
let isTooSlow = false;
try {
  const files: [string, string | Uint8Array][] = [
    ['cards.csv', [header, ...cards].map((cells) => cells.join(';')).join('\r\n')],
    ['cards.xlsx', workbook([header, ...cards])],
  ];
  console.log(`${String(rows)} cards, Node ${process.versions.node}`);
  for (const [name, content] of files) {
    await writeFile(join(folder, name), content);
    const whole = await importList(name, null);
    console.log(
      `${name}: read ${ms(whole.readMs)}, checked ${ms(whole.checkedMs)}, imported ${ms(whole.importedMs)}, in all ${ms(whole.readMs + whole.checkedMs + whole.importedMs)};` +
        ` ${String(whole.reports)} reports of progress; main held up ${ms(whole.heldUpMs)} at most; ${String(whole.inStock)} in stock`,
    );
    isTooSlow ||= whole.readMs + whole.checkedMs + whole.importedMs > LIMIT_MS || whole.inStock !== rows;
    for (const stage of ['reading', 'importing'] as const) {
      const cancelled = await importList(name, stage);
      console.log(`${name}: cancelled while ${stage}: over ${ms(cancelled.cancelledMs)} later, ${String(cancelled.inStock)} in stock`);
      isTooSlow ||= cancelled.inStock !== 0;
    }
  }
} finally {
  await storeWorker.remove();
  await tableWorker.remove();
  await rm(folder, { recursive: true });
}
if (isTooSlow) {
  console.error(`An import took longer than ${ms(LIMIT_MS)}, or was not whole`);
  process.exitCode = 1;
}

/** Imports a list into an empty stock, or cancels it in the middle of a stage. */
async function importList(name: string, cancelIn: StockProgress['stage'] | null) {
  const path = join(folder, `${name}-${cancelIn ?? 'whole'}.db`);
  const stock = await openStock(storeWorker.script, { path, key: 'b'.repeat(64) });
  let reports = 0;
  let cancelledAt = 0;
  const list = new StockImport({
    stock,
    journal: { note: () => Promise.resolve() },
    chooseFile: () => Promise.resolve(join(folder, name)),
    readTable: (file, options) => readTable(file, { script: tableWorker.script, ...options }),
    mappingsFile: join(folder, 'lists.json'),
    rawsInReaders: () => [],
    now: () => new Date(),
    onProgress: ({ stage, done }) => {
      reports += 1;
      if (stage !== cancelIn || done < 0.3 || cancelledAt > 0) return;
      cancelledAt = performance.now();
      list.close();
    },
    onImported: () => Promise.resolve(),
    onNotKept: (error) => {
      throw error;
    },
  });
  const watch = watchMain();
  const readMs = await timed(() => list.open({ title: '', kind: '' }));
  const checkedMs = await timed(() => list.preview(mapping));
  const importedMs = await timed(() => list.import(1, mapping, false));
  const cancelledMs = cancelledAt === 0 ? 0 : performance.now() - cancelledAt;
  const heldUpMs = watch();
  const inStock = (await stock.counts())['in-stock'];
  await stock.close();
  return { readMs, checkedMs, importedMs, cancelledMs, heldUpMs, reports, inStock };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Measures how long the thread is blocked. @returns ends the measurement and returns the longest blocking, ms */
function watchMain(): () => number {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
