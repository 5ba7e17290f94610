import { driverNameSchema } from '../shared/readers.js';
import { runSoak, type MemorySample } from './soak/run.js';

/**
 * `npm run soak [-- CYCLES [KILLS [DRIVER [SEED]]]]`: cards in and out of two virtual readers for hours, on a PC/SC service
 * that is killed now and then. Needs Linux with pcscd and vpcd, and that no other pcscd runs. Exit code 1 when a card was
 * missed or made up, or the watching process has grown.
 */
const [cycles = '10000', kills = '50', driver = 'pcsclite', seed = '1'] = process.argv.slice(2);
/** The watching process is warm by then; from then on it must not grow. */
const WARM_CYCLES = 1_000;
/** What it may grow all the same, MB: the garbage collector is not exact, and less so in what it gives back. */
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
if (warm === undefined || last === undefined) process.stdout.write(`Too few cycles to say whether memory grows\n`);
else if (hasGrown(warm, last)) {
  process.stdout.write('The watching process has grown\n');
  process.exitCode = 1;
}

function hasGrown(before: MemorySample, after: MemorySample): boolean {
  return after.heapMb > before.heapMb + HEAP_ROOM_MB || after.rssMb > before.rssMb + RSS_ROOM_MB || after.openFiles > before.openFiles + 1;
}
