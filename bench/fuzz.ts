import { runFuzz } from '../e2e/fuzz/run.js';

/** `npm run fuzz [-- CASES [SEED]]`: makes a million hostile calls; exit code 1 if anything went wrong. */
const [cases = '1000000', seed = String(Date.now() % 1_000_000_000)] = process.argv.slice(2);
const started = Date.now();
let told = 0;
process.stdout.write(`seed ${seed}\n`);
const counts = await runFuzz({
  cases: Number(cases),
  seed: Number(seed),
  progress: (done) => {
    if (done - told < 50_000) return;
    told = done;
    process.stdout.write(`${String(done)} cases\n`);
  },
});
process.stdout.write(`${JSON.stringify(counts, null, 2)}\n${String(Math.round((Date.now() - started) / 1_000))} s\n`);
process.exitCode = counts.failures.length === 0 ? 0 : 1;
