import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build, type BuildOptions } from 'esbuild';
import type { BindingView } from '../../shared/bindings.js';
import { JournalFile } from '../../electron/store/journal-file.js';
import { exportedEntry, exportedHead, verifyExport } from '../../electron/store/verify.js';
import { createPopulation } from '../../electron/training/population.js';
import { seededRandom, type SeededRandom } from '../../electron/training/population-random.js';
import { createTrainingService, type TrainingService } from '../../electron/training/service.js';
import { startFaultServer, type ServerCall, type Fault, type FaultServer } from '../fault-server.js';
import { LATE_EFFECT_MS, deskMessageSchema, type Orders, type DeskMessage } from './orders.js';

/** Totals over many seeded runs. */
export interface ChaosCounts {
  runs: number;
  kills: { atBoundary: number; atServer: number; atRandomTime: number };
  confirmed: number;
  bound: number;
  refused: number;
  attention: number;
  neverJournalled: number;
  posts: number;
  /** Number of faults by name. */
  faults: Record<string, number>;
  /** Confirmed bindings that are missing, or that the journal describes incorrectly. */
  lost: number;
  /** Bindings that took effect more than once. */
  doubled: number;
  /** Bindings with another card than the confirmed one, or without confirmation. */
  misdirected: number;
  /** Violations, the above and any other; each names its seed. */
  failures: string[];
}

/** Ways in which a binding can be wrong. */
type Wrong = 'lost' | 'doubled' | 'misdirected';

interface Programs {
  readonly desk: string;
  readonly worker: string;
  readonly folder: string;
}

/** How the desk of one run ends: by itself, or by SIGKILL at some point. */
type Death =
  | { readonly death: 'none' }
  | { readonly death: 'boundary'; readonly at: number }
  | { readonly death: 'server'; readonly phase: 'arrived' | 'processed' | 'answered'; readonly at: number }
  | { readonly death: 'time'; readonly ms: number };

/** Maximum delay of the service's late effects, ms: within what a desk expects, with room for a busy machine. */
const LATEST_EFFECT_MS = LATE_EFFECT_MS / 2;
const BINDINGS_A_RUN = 3;
const MOST_DEATHS_A_RUN = 3;

/**
 * Runs the crash matrix: in each seeded run a desk confirms bindings at a server that fails, is killed up to three times
 * where the seed says, and then settles. Afterwards the journal must agree with the server's own records: every confirmed
 * binding took effect at most once, none without confirmation, and none is unknown.
 */
export async function runChaos(seeds: readonly number[], parallel: number, progress: (done: number) => void): Promise<ChaosCounts> {
  const cache = join(process.cwd(), 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'chaos-'));
  const programs: Programs = { desk: join(folder, 'desk.mjs'), worker: join(folder, 'worker.cjs'), folder };
  const counts: ChaosCounts = {
    runs: 0,
    kills: { atBoundary: 0, atServer: 0, atRandomTime: 0 },
    confirmed: 0,
    bound: 0,
    refused: 0,
    attention: 0,
    neverJournalled: 0,
    posts: 0,
    faults: {},
    lost: 0,
    doubled: 0,
    misdirected: 0,
    failures: [],
  };
  try {
    await bundle(programs);
    const left = [...seeds];
    await Promise.all(
      Array.from({ length: parallel }, async () => {
        for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
          await runOne(seed, programs, counts);
          counts.runs += 1;
          progress(counts.runs);
        }
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return counts;
}

async function bundle({ desk, worker }: Programs): Promise<void> {
  const common: BuildOptions = { bundle: true, platform: 'node', external: ['libsql'] };
  await build({ ...common, entryPoints: [join(import.meta.dirname, 'desk.ts')], outfile: desk, format: 'esm', banner: requireInEsm });
  await build({ ...common, entryPoints: [join('electron', 'store', 'worker.ts')], outfile: worker, format: 'cjs' });
}

/** Bundled CommonJS packages need `require`, which ES modules do not have. */
const requireInEsm = { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" };

async function runOne(seed: number, programs: Programs, counts: ChaosCounts): Promise<void> {
  const random = seededRandom(seed);
  const profile = await mkdtemp(join(tmpdir(), 'chaos-'));
  await mkdir(profile, { recursive: true });
  const population = createPopulation({ seed, size: 8, now: new Date('2026-01-05T08:00:00.000Z') });
  const service = createTrainingService({ population, newGuid: randomUUID, now: () => new Date() });
  const server = await startFaultServer(service.listener);
  const orders = (confirm: Orders['confirm'], dieAtBoundary: number | null): Orders => ({
    journal: join(profile, 'journal.db'),
    worker: programs.worker,
    server: server.origin,
    confirm,
    dieAtBoundary,
  });
  try {
    let faultsLeft = between(random, 0, 6);
    server.choose = (call) => {
      // The answer to the call that binds matters most.
      const spared = call.method === 'POST' ? random.below(3) === 0 : random.below(8) > 0;
      if (faultsLeft === 0 || spared) return { fault: 'none' };
      faultsLeft -= 1;
      const [name, fault] = someFault(random, call);
      counts.faults[name] = (counts.faults[name] ?? 0) + 1;
      return fault;
    };
    const confirm = someBindings(seed, service);
    const said: DeskMessage[] = [];
    for (let life = 0, deaths = between(random, 1, MOST_DEATHS_A_RUN); life <= deaths; life += 1) {
      const death: Death = life === deaths ? { death: 'none' } : someDeath(random);
      const lifeSaid = await live(programs, orders(confirm, death.death === 'boundary' ? death.at : null), server, death, counts);
      said.push(...lifeSaid);
    }
    // Late effects after everything has settled count as well.
    await server.settled();
    judge(seed, said, confirm, readJournal(join(profile, 'journal.db')), service, counts);
    await judgeChain(seed, join(profile, 'journal.db'), counts);
  } finally {
    await server.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** Runs the desk once, until it exits or is killed. */
async function live(programs: Programs, orders: Orders, server: FaultServer, death: Death, counts: ChaosCounts): Promise<DeskMessage[]> {
  const desk = spawn(process.execPath, [programs.desk, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  desk.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  let phases = 0;
  const timers: NodeJS.Timeout[] = [];
  server.onPhase = (phase) => {
    // A random time counts from the desk's first call, because before it there is nothing to interrupt.
    if (death.death === 'time' && timers.length === 0) timers.push(setTimeout(() => desk.kill('SIGKILL'), death.ms));
    if (death.death !== 'server' || death.phase !== phase) return;
    phases += 1;
    if (phases === death.at) desk.kill('SIGKILL');
  };
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    desk.once('close', (_code, signal) => {
      resolve(signal);
    });
  });
  const said: DeskMessage[] = [];
  for await (const line of createInterface({ input: desk.stdout })) said.push(deskMessageSchema.parse(JSON.parse(line)));
  const signal = await ended;
  for (const timer of timers) clearTimeout(timer);
  server.onPhase = () => undefined;
  const settled = said.some((line) => line.said === 'settled');
  if (signal === null && !settled) throw new Error(`The desk ended by itself without settling: ${errors}`);
  if (signal !== null) {
    if (death.death === 'boundary') counts.kills.atBoundary += 1;
    if (death.death === 'server') counts.kills.atServer += 1;
    if (death.death === 'time') counts.kills.atRandomTime += 1;
  }
  return said;
}

/** Returns a random integer from `least` to `most`, inclusive. */
function between(random: SeededRandom, least: number, most: number): number {
  return least + random.below(most - least + 1);
}

function someDeath(random: SeededRandom): Death {
  switch (between(random, 0, 2)) {
    case 0:
      return { death: 'boundary', at: between(random, 1, BINDINGS_A_RUN * 9) };
    case 1:
      return { death: 'server', phase: random.pick(['arrived', 'processed', 'answered']), at: between(random, 1, 14) };
    default:
      return { death: 'time', ms: between(random, 0, 150) };
  }
}

const JSON_FAULT = '{"Message":"An error has occurred"}';
const page = { headers: { 'Content-Type': 'text/html' }, body: '<html><title>Not found</title></html>' };

/** Returns a random fault for a call, with its name. */
function someFault(random: SeededRandom, call: ServerCall): readonly [string, Fault] {
  const faults: (readonly [string, Fault])[] = [
    ['dropped before it was done', { fault: 'drop', processed: false }],
    ['dropped after it was done', { fault: 'drop', processed: true }],
    ['half an answer', { fault: 'half-answer' }],
    ['hangs after it was done', { fault: 'hang', processed: true }],
    ['hangs before it was done', { fault: 'hang', processed: false }],
    ['delayed', { fault: 'delay', ms: 20 }],
    ['500, not done', { fault: 'answer', processed: false, status: 500, body: JSON_FAULT }],
    ['500, done', { fault: 'answer', processed: true, status: 500, body: JSON_FAULT }],
    ['503 page', { fault: 'answer', processed: false, status: 503, headers: { 'Content-Type': 'text/html' }, body: '<html>busy</html>' }],
    ['504, done', { fault: 'answer', processed: true, status: 504, headers: { 'Content-Type': 'text/html' }, body: '<html>late</html>' }],
    ['201 without a body, done', { fault: 'answer', processed: true, status: 201, body: '' }],
    ['200 page, done', { fault: 'answer', processed: true, status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html></html>' }],
    ['sign-in redirect', { fault: 'answer', processed: false, status: 302, headers: { Location: '/signin' } }],
    ['401', { fault: 'answer', processed: false, status: 401 }],
    ['404 page, not done', { fault: 'answer', processed: false, status: 404, ...page }],
    ['404 page, done', { fault: 'answer', processed: true, status: 404, ...page }],
    ['empty 404', { fault: 'answer', processed: false, status: 404, headers: {}, body: '' }],
    ['409', { fault: 'answer', processed: false, status: 409 }],
    ['429', { fault: 'answer', processed: false, status: 429, headers: { 'Retry-After': '1' } }],
  ];
  if (call.method === 'POST') {
    faults.push(
      ['403, not done', { fault: 'answer', processed: false, status: 403, body: '{"Message":"No"}' }],
      ['403, done', { fault: 'answer', processed: true, status: 403, body: '{"Message":"No"}' }],
      ['late effect', { fault: 'late', ms: between(random, 1, LATEST_EFFECT_MS) }],
      ['late effect', { fault: 'late', ms: LATEST_EFFECT_MS }],
    );
  }
  return random.pick(faults);
}

function someBindings(seed: number, service: TrainingService): Orders['confirm'] {
  const open = service.book.requests({ status: 'Approved' }).filter((request) => request.IsSmartcard);
  return open.slice(0, BINDINGS_A_RUN).map((request, index) => {
    const text = `${seed.toString(16).padStart(8, '0')}-0000-4000-8000-${(index + 1).toString(16).padStart(12, '0')}`;
    return {
      requestId: request.Uuid.toLowerCase(),
      cardId: { text, raw: text.replaceAll('-', ''), byteOrder: 'windows-guid' as const, source: 'gids' as const },
      atr: '3b8d0180fba000000397425446590301c8',
    };
  });
}

function withJournal<T>(path: string, read: (journal: JournalFile) => T): T {
  const journal = new JournalFile({
    path,
    key: 'c'.repeat(64),
    context: { operator: 'judge', station: 'CHAOS' },
    now: () => new Date(),
    monotonicMs: () => 0,
  });
  try {
    return read(journal);
  } finally {
    journal.close();
  }
}

function readJournal(path: string): readonly BindingView[] {
  return withJournal(path, (journal) => journal.newest(1_000));
}

async function judgeChain(seed: number, path: string, counts: ChaosCounts): Promise<void> {
  const entries = withJournal(path, (journal) => journal.entries(0, 100_000));
  const lines = [...entries.map(exportedEntry), exportedHead(entries.length, entries.at(-1)?.hash ?? '0'.repeat(64))];
  const { findings } = await verifyExport(
    (async function* () {
      await Promise.resolve();
      yield* lines;
    })(),
  );
  if (findings.length > 0) counts.failures.push(`seed ${String(seed)}: the journal's chain is broken`);
}

/** Compares the journal, the operator's screen and the server's own records. */
function judge(
  seed: number,
  said: readonly DeskMessage[],
  ordered: Orders['confirm'],
  rows: readonly BindingView[],
  service: TrainingService,
  counts: ChaosCounts,
): void {
  const failed = (what: string, wrong?: Wrong): void => {
    counts.failures.push(`seed ${String(seed)}: ${what}`);
    if (wrong !== undefined) counts[wrong] += 1;
  };
  const posts = service.log.filter(({ method }) => method === 'POST');
  counts.posts += posts.length;
  for (const mistake of service.log.filter(({ did }) => did === 'mistake')) failed(`the client sent a mistake: ${mistake.detail}`);

  for (const { requestId, cardId } of ordered) {
    // A refusal leaves the request free, so there may be older bindings; the newest is first.
    const row = rows.find(({ request }) => request.requestId === requestId);
    const effects = posts.filter(({ did, body }) => did === 'bound' && body.includes(requestId));
    const smartcard = service.book.smartcardsOfCard(cardId.text).at(-1);
    const seen = said.some((line) => line.said === 'confirmed' && line.requestId === requestId);
    if (seen) counts.confirmed += 1;
    if (effects.length > 1) failed(`${requestId} took effect ${String(effects.length)} times`, 'doubled');
    if (effects.some(({ body }) => !body.includes(cardId.text))) failed(`${requestId} was bound to another card`, 'misdirected');
    if (row === undefined) {
      counts.neverJournalled += 1;
      if (seen) failed(`${requestId} was confirmed on the screen and is not in the journal`, 'lost');
      if (posts.some(({ body }) => body.includes(requestId))) failed(`${requestId} was sent without being in the journal`, 'misdirected');
      continue;
    }
    if (row.cardId.text !== cardId.text) failed(`${requestId} stands in the journal with another card`, 'misdirected');
    switch (row.state.state) {
      case 'bound':
        counts.bound += 1;
        if (effects.length !== 1 || smartcard === undefined) failed(`${requestId} is bound in the journal, not on the server`, 'lost');
        break;
      case 'refused':
        counts.refused += 1;
        if (effects.length > 0) failed(`${requestId} is refused in the journal, bound on the server`, 'lost');
        break;
      case 'attention':
        counts.attention += 1;
        if (row.state.reason !== 'refused-in-doubt' && row.state.reason !== 'unresolved' && row.state.reason !== 'too-many-tries')
          failed(`${requestId} needs attention: ${row.state.reason}`);
        break;
      default:
        failed(`${requestId} came to rest as ${row.state.state}`, 'lost');
    }
  }
  const strangers = posts.filter(({ body }) => !ordered.some(({ requestId }) => body.includes(requestId)));
  if (strangers.length > 0) failed('something was sent without a confirmation', 'misdirected');
}
