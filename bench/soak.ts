import { driverNameSchema } from '../shared/readers.js';
import { runSoak, type MemorySample } from './soak/run.js';

/**
 * `npm run soak [-- CYCLES [KILLS [DRIVER [SEED]]]]`: puts cards in and out of two virtual readers for hours, while the PC/SC
 * service is killed now and then. Needs Linux with pcscd and vpcd, and no other running pcscd. Exit code 1 if a card was
 * missed or invented, or the watching process has grown.
 */
const [cycles = '10000', kills = '50', driver = 'pcsclite', seed = '1'] = process.argv.slice(2);
/** Cycles after which the watching process is warm; from then on it must not grow. */
const WARM_CYCLES = 1_000;
/** Allowed growth, MB: garbage collection is not exact, and what it returns to the system even less so. */
const HEAP_ROOM_MB = 1;
const RSS_ROOM_MB = 10;

const began = Date.now();
const figures = await runSoak({
  cycles: Number(cycles),
  kills: Number(kills),
  driver: driverNameSchema.parse(driver),
  seed: Number(seed),
  progress: (line) => process.stdout.write(`${line}\n`),
});
const { memory, ...counts } = figures;
const warm = memory.find((sample) => sample.cycles >= WARM_CYCLES);
const last = memory.at(-1);
const seconds = Math.round((Date.now() - began) / 1_000);
process.stdout.write(`${JSON.stringify({ driver, ...counts, seconds, warm, last }, null, 2)}\n`);
if (warm === undefined || last === undefined) process.stdout.write(`Too few cycles to determine whether memory grows\n`);
else if (hasGrown(warm, last)) {
  process.stdout.write('The watching process has grown\n');
  process.exitCode = 1;
}

function hasGrown(before: MemorySample, after: MemorySample): boolean {
  return after.heapMb > before.heapMb + HEAP_ROOM_MB || after.rssMb > before.rssMb + RSS_ROOM_MB || after.openFiles > before.openFiles + 1;
}
