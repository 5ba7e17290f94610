import { runChaos } from '../e2e/chaos/run.js';

/** `npm run chaos [-- RUNS [FIRST_SEED]]`: runs the crash matrix with many seeds; exit code 1 if anything went wrong. */
const [runs = '1000', first = '1'] = process.argv.slice(2);
const seeds = Array.from({ length: Number(runs) }, (_, index) => Number(first) + index);
const started = Date.now();
const counts = await runChaos(seeds, 2, (done) => {
  if (done % 50 === 0) process.stdout.write(`${String(done)} runs\n`);
});
const faults = Object.fromEntries(Object.entries(counts.faults).sort(([a], [b]) => a.localeCompare(b)));
process.stdout.write(`${JSON.stringify({ ...counts, faults }, null, 2)}\n${String(Math.round((Date.now() - started) / 1_000))} s\n`);
process.exitCode = counts.failures.length === 0 ? 0 : 1;
