import { readFile, rm, mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { startPcscd } from '../e2e/pcscd.js';
import { removeFixtures } from './suite/fixtures.js';
import { figures } from './suite/figures.js';
import { between, judge, missed, tableOf, type Outcome } from './suite/report.js';
import type { BenchDeps } from './suite/bench-deps.js';

/**
 * `npm run bench [-- NAME… [--write]]`: measures the packaged station, prints the table and writes `dist/bench.json`; with
 * `--write` also updates the table in `docs/performance.md`. Started by `build/bench.mjs`, which sets everything up.
 */
const root = join(import.meta.dirname, '..');
const placeSchema = z.object({ station: z.string(), electron: z.string(), electronVersion: z.string(), app: z.string(), dist: z.string() });
const place = placeSchema.parse(JSON.parse(process.env['CARD_DESK_BENCH'] ?? '{}'));
const [asked, switches] = [
  process.argv.slice(2).filter((word) => !word.startsWith('--')),
  process.argv.slice(2).filter((word) => word.startsWith('--')),
];
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const unknown = [
  ...asked.filter((name) => !figures.some((figure) => figure.name === name)),
  ...switches.filter((word) => word !== '--write'),
];
if (unknown.length > 0) {
  process.stderr.write(`Unknown figure: ${unknown.join(', ')}. Figures: ${figures.map(({ name }) => name).join(', ')}, and --write\n`);
  process.exit(1);
}

const folder = join(place.dist, 'bench');
const deps: BenchDeps = {
  ...place,
  folder,
  say: (line) => {
    say(`${String(Math.round((Date.now() - began) / 1_000)).padStart(4)} s  ${line}`);
  },
};
const began = Date.now();
const outcomes: (Outcome & { readonly name: string })[] = [];
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const unmeasured: string[] = [];
const pcscd = await startPcscd();
try {
  for (const { name, measure } of figures) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    try {
      const outcome = await measure(deps);
      outcomes.push({ name, ...outcome });
      say(tableOf([outcome]));
    } catch (error) {
      // A figure that cannot be measured does not stop the others; it is named, and the run fails.
      unmeasured.push(`${name} was not measured: ${error instanceof Error ? error.message : String(error)}`);
      say(error instanceof Error ? String(error.stack) : String(error));
    }
  }
} finally {
  await pcscd.stop();
  await removeFixtures();
  await rm(folder, { recursive: true, force: true });
}

const seconds = Math.round((Date.now() - began) / 1_000);
const [cpu] = cpus();
const machine = `${String(cpus().length)} × ${cpu?.model.trim() ?? 'processor'}, ${String(Math.round(totalmem() / 2 ** 30))} GB, Linux ${release()}, Electron ${place.electronVersion} on Xvfb (drawn by software)`;
const table = `${machine}; ${new Date().toISOString().slice(0, 10)}, ${String(seconds)} s.\n\n${tableOf(outcomes)}`;
say(`\n${table}\n`);
const report = {
  machine,
  at: new Date().toISOString(),
  seconds,
  figures: outcomes.map(({ growth, ...rest }) => ({ ...rest, growth: growth.map((one) => ({ ...one, ...judge(one) })) })),
};
await writeFile(join(place.dist, 'bench.json'), `${JSON.stringify(report, null, 2)}\n`);
if (switches.includes('--write')) {
  const document = join(root, 'docs/performance.md');
  await writeFile(document, between(await readFile(document, 'utf8'), `\n${table}\n`));
}
const misses = [...missed(outcomes), ...unmeasured];
say(misses.length === 0 ? `All goals met, ${String(seconds)} s` : `Missed: ${misses.join('; ')}`);
process.exit(misses.length === 0 ? 0 : 1);
