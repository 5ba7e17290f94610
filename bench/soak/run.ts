import { readFile, readdir } from 'node:fs/promises';
import { startPcscd, type Pcscd } from '../../e2e/pcscd.js';
import { VPCD_PORTS, VPCD_READERS } from '../../e2e/vpcd.js';
import { seededRandom } from '../../electron/training/population-random.js';
import type { DriverName } from '../../shared/readers.js';
import type { DeskMemory } from './desk-protocol.js';
import { startDesk, type WatchedDesk } from './desk-process.js';
import { Lane } from './lane.js';

export interface SoakOptions {
  readonly cycles: number;
  /** Number of times the service is killed; at most once per ten cycles. */
  readonly kills: number;
  readonly driver: DriverName;
  readonly seed: number;
  readonly progress: (line: string) => void;
}

/** The watching process after this many cycles; MB are 2^20 bytes. */
export interface MemorySample {
  readonly cycles: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly openFiles: number;
  readonly handles: number;
  /** Null: the reader host was just being replaced. */
  readonly host: { readonly rssMb: number; readonly threads: number } | null;
}

export interface SoakFigures {
  readonly cycles: number;
  /** Cycles interrupted by a kill; each was repeated. */
  readonly interrupted: number;
  readonly kills: number;
  /** Longest time from the kill until both readers were reported gone, ms. */
  readonly slowestNoticeMs: number;
  /** Longest time from the start of a new service until both readers were reported again, ms. */
  readonly slowestRecoveryMs: number;
  readonly hosts: number;
  readonly memory: readonly MemorySample[];
}

const SAMPLE_EVERY = 500;
/** Time after the start of a cycle within which a kill happens, ms: about the length of a cycle. */
const KILL_WITHIN_MS = 1_000;

/**
 * Puts cards into two virtual readers of a real PC/SC service, cycle by cycle, while the service is killed now and then.
 *
 * @throws Error at the first card that is missed, reported twice, reported with another id, or reported without being there
 */
export async function runSoak({ cycles, kills, driver, seed, progress }: SoakOptions): Promise<SoakFigures> {
  if (kills * 10 > cycles) throw new RangeError('At most one kill for ten cycles');
  const random = seededRandom(seed);
  const memory: MemorySample[] = [];
  let pcscd: Pcscd = await startPcscd();
  let isOutage = false;
  let outages = 0;
  let begun = 0;
  let seen = 0;
  let interrupted = 0;
  let hosts = 0;
  let slowestNoticeMs = 0;
  let slowestRecoveryMs = 0;
  /** Counts the lanes in an outage: those that have lost their reader, and those that have it back. */
  let parked = gate();
  let restarted = gate();
  let recovered = gate();

  const lanes = VPCD_READERS.map((reader, index) => new Lane(reader, VPCD_PORTS[index] ?? 0, () => isOutage));
  const desk: WatchedDesk = await startDesk(driver, (event) => {
    if (event.name === 'readers/serviceChanged') {
      const { service } = event.payload;
      if (service.state === 'down' && !isOutage) desk.fail(`The service is told down without reason: ${JSON.stringify(service)}`);
      return;
    }
    const reader = event.name === 'readers/added' ? event.payload.reader.readerId : event.payload.readerId;
    lanes.find((lane) => lane.reader === reader)?.tell(event);
  });

  const live = async (lane: Lane): Promise<void> => {
    await lane.added();
    while (begun < cycles) {
      const number = ++begun;
      while ((await lane.cycle(number)) === 'interrupted') {
        interrupted += 1;
        parked.pass();
        await restarted.opened(1);
        await lane.added();
        recovered.pass();
      }
      seen += 1;
      if (seen % SAMPLE_EVERY === 0) await sample();
      if (outages < kills && seen >= Math.floor(((outages + 0.5) * cycles) / kills)) void outage().catch(desk.fail);
    }
  };

  const outage = async (): Promise<void> => {
    outages += 1;
    await new Promise((resolve) => setTimeout(resolve, random.below(KILL_WITHIN_MS)));
    [parked, restarted, recovered] = [gate(), gate(), gate()];
    isOutage = true;
    const killed = Date.now();
    await pcscd.kill();
    await parked.opened(lanes.length);
    slowestNoticeMs = Math.max(slowestNoticeMs, Date.now() - killed);
    const began = Date.now();
    pcscd = await startPcscd();
    restarted.pass();
    await recovered.opened(lanes.length);
    slowestRecoveryMs = Math.max(slowestRecoveryMs, Date.now() - began);
    isOutage = false;
  };

  const sample = async (): Promise<void> => {
    const measured = await desk.measure();
    ({ hosts } = measured);
    memory.push(await toSample(seen, desk.pid, measured));
    progress(JSON.stringify(memory.at(-1)));
  };

  try {
    await Promise.race([Promise.all(lanes.map(live)), desk.failed]);
  } finally {
    await desk.end();
    await pcscd.stop();
  }
  return { cycles: seen, interrupted, kills: outages, slowestNoticeMs, slowestRecoveryMs, hosts, memory };
}

/** Returns a gate that opens when it was passed this many times. */
function gate(): { pass(): void; opened(times: number): Promise<void> } {
  let passes = 0;
  const waiting: { readonly times: number; readonly open: () => void }[] = [];
  return {
    pass: () => {
      passes += 1;
      for (const { times, open } of waiting) if (passes >= times) open();
    },
    opened: (times) => (passes >= times ? Promise.resolve() : new Promise((open) => waiting.push({ times, open }))),
  };
}

async function toSample(cycles: number, pid: number, { rss, heapUsed, handles, hostPid }: DeskMemory): Promise<MemorySample> {
  return {
    cycles,
    rssMb: toMb(rss),
    heapMb: toMb(heapUsed),
    openFiles: (await readdir(`/proc/${pid}/fd`)).length,
    handles,
    host: hostPid === null ? null : await hostOf(hostPid),
  };
}

async function hostOf(pid: number): Promise<MemorySample['host']> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const number = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return status === '' ? null : { rssMb: toMb(number('VmRSS') * 1024), threads: number('Threads') };
}

function toMb(bytes: number): number {
  return Math.round((bytes / 2 ** 20) * 100) / 100;
}
