import { inspect } from 'node:util';
import fc from 'fast-check';
import * as z from 'zod';
import { answerCall } from '../../electron/core/answer-call.js';
import type { JournalEntry } from '../../electron/store/journal.js';
import { bindingViewSchema, type BindingView } from '../../shared/bindings.js';
import { calls } from '../../shared/contract.js';
import { stationErrorSchema } from '../../shared/errors.js';
import { openFuzzedStation, type FuzzedStation } from './fuzzed-station.js';
import { hostileCalls, type HostileCall, type VisibleState } from './inputs.js';

/** Totals of a run. */
export interface FuzzCounts {
  readonly seed: number;
  cases: number;
  /** Calls that the structured clone between page and main process cannot carry. */
  notCarried: number;
  /** Number of answers by error code, or `ok`. */
  readonly answers: Record<string, number>;
  /** Bindings that the page was entitled to make: a card in the reader, a request on the screen. */
  bindings: number;
  /** System dialogs, all answered with no. */
  questions: number;
  journalEntries: number;
  posts: number;
  /** Violations; each names the seed and the call. */
  readonly failures: string[];
}

export interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  readonly progress?: (done: number) => void;
}

/** Number of concurrent calls, as from a page that floods the station. */
const AT_ONCE = 16;
/** Cases per fast-check seed; the view of the page is updated after each chunk. */
const CHUNK = 512;
/** Time after which an unanswered call counts as hung, ms. */
const HUNG_MS = 60_000;

const confirmSchema = calls['bindings/confirm'].request;
const resultShape = z.union([
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: stationErrorSchema }),
]);
const entryBody = z.object({ event: z.string(), binding: z.object({ bindingId: z.string() }).optional() });
const SERVER_PATH =
  /^\/CertificateManagement\/api\/v1\.0\/(?:requests(?:\?status=(?:Approved|Executing|Pending|Completed|Denied|Failed|Canceled)|\/[0-9a-f-]{36})|profiletemplates|smartcards(?:\?cardid=[0-9a-f-]{36}(?:&atr=[0-9a-f]+)?|\?atr=[0-9a-f]+&cardid=[0-9a-f-]{36}|\/[0-9a-f-]{36})?)$/;

/**
 * Fuzzes the real handlers with a real journal, from the position of a compromised page: first in live mode where nothing may
 * be written, then where it may make bindings an operator could make, then in training mode, where it can insert and remove
 * cards itself. The calls contain what the page sees, so a failure prints the whole call.
 */
export async function runFuzz({ cases, seed, progress = () => undefined }: FuzzOptions): Promise<FuzzCounts> {
  const counts: FuzzCounts = {
    seed,
    cases: 0,
    notCarried: 0,
    answers: {},
    bindings: 0,
    questions: 0,
    journalEntries: 0,
    posts: 0,
    failures: [],
  };
  const stray = (error: unknown): void => {
    counts.failures.push(
      `seed ${String(seed)}: an uncaught error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  };
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
  try {
    const live = await openFuzzedStation('live');
    try {
      await fuzz(live, { cases: Math.floor(cases / 2), seed, mayBind: false }, counts, progress);
      await fuzz(live, { cases: Math.floor(cases / 4), seed: seed + 1_000_000, mayBind: true }, counts, progress);
    } finally {
      await live.close();
    }
    const training = await openFuzzedStation('training');
    try {
      await fuzz(training, { cases: cases - counts.cases, seed: seed + 2_000_000, mayBind: true }, counts, progress);
    } finally {
      await training.close();
    }
  } finally {
    process.off('uncaughtException', stray);
    process.off('unhandledRejection', stray);
  }
  return counts;
}

interface Part {
  readonly cases: number;
  readonly seed: number;
  /** Whether legitimate bindings are let through; otherwise nothing may be written. */
  readonly mayBind: boolean;
}

async function fuzz(station: FuzzedStation, part: Part, counts: FuzzCounts, progress: (done: number) => void): Promise<void> {
  const made = new Map<string, BindingView>((await station.snapshot()).bindings.map((binding) => [binding.bindingId, binding]));
  const before = { entries: await entriesOf(station), posts: station.server.posts().length, questions: station.questions.length };
  for (let done = 0; done < part.cases;) {
    if (part.mayBind) await station.nextCard();
    const seen = await seenBy(station);
    const chunk = fc.sample(hostileCalls(seen), { numRuns: Math.min(CHUNK, part.cases - done), seed: part.seed + done });
    for (let start = 0; start < chunk.length; start += AT_ONCE) {
      await Promise.all(chunk.slice(start, start + AT_ONCE).map((call) => tryCall(station, part, call, made, counts)));
    }
    done += chunk.length;
    progress(counts.cases);
  }
  await settle(station);
  await judge(station, part, before, made, counts);
}

async function seenBy(station: FuzzedStation): Promise<VisibleState> {
  const { requests, readers, bindings, training } = await station.snapshot();
  const current = readers.flatMap(({ state }) => ('presentationId' in state ? [state.presentationId] : []));
  const cards = readers.flatMap(({ state }) =>
    state.state === 'card' && state.identification.state === 'identified'
      ? [{ presentationId: state.presentationId, cardId: state.identification.cardId.text }]
      : [],
  );
  return {
    requestIds: requests.slice(0, 20).map(({ requestId }) => requestId),
    // The page can guess earlier and later numbers as well.
    presentationIds: [...current, ...current.flatMap((id) => [id + 1, Math.max(1, id - 1)])],
    bindingIds: bindings.slice(0, 20).map(({ bindingId }) => bindingId),
    cardNumbers: (training?.cards ?? []).map(({ cardNumber }) => cardNumber),
    readerIds: readers.map(({ readerId }) => readerId),
    confirmable: requests
      .slice(0, 20)
      .flatMap(({ requestId, person: { userId }, profileTemplate: { profileTemplateId } }) =>
        cards.map(({ presentationId, cardId }) => ({ requestId, presentationId, seen: { userId, profileTemplateId, cardId } })),
      ),
  };
}

async function tryCall(
  station: FuzzedStation,
  { seed, mayBind }: Part,
  call: HostileCall,
  made: Map<string, BindingView>,
  counts: FuzzCounts,
): Promise<void> {
  counts.cases += 1;
  const fail = (what: string): void => {
    counts.failures.push(
      `seed ${String(seed)}: ${what}: ${inspect(call, { depth: 6, maxStringLength: 200, maxArrayLength: 10 }).slice(0, 1000)}`,
    );
  };
  let carried: HostileCall;
  try {
    // As Electron does with arguments between two processes.
    carried = structuredClone(call);
  } catch {
    counts.notCarried += 1;
    return;
  }
  const confirm = carried.name === 'bindings/confirm' ? confirmSchema.safeParse(carried.request) : undefined;
  const card = confirm?.success === true ? station.watcher.presentation(confirm.data.presentationId) : undefined;
  if (!mayBind && card?.identification.state === 'identified' && confirm?.data !== undefined) {
    const { requestId } = confirm.data;
    // A legitimate binding; left out in this mode, so that nothing at all may be written.
    if ((await station.snapshot()).requests.some((request) => request.requestId === requestId)) return;
  }
  let answer: unknown;
  try {
    answer = await inTime(answerCall(station.answering, carried.name, carried.request));
  } catch (error) {
    fail(`it threw: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  const parsed = resultShape.safeParse(answer);
  if (!parsed.success) {
    fail(`its answer is none: ${inspect(answer).slice(0, 300)}`);
    return;
  }
  const code = parsed.data.ok ? 'ok' : parsed.data.error.code;
  counts.answers[code] = (counts.answers[code] ?? 0) + 1;
  if (!parsed.data.ok) {
    if (parsed.data.error.code === 'internal') fail(`the station broke within: ${parsed.data.error.detail}`);
    return;
  }
  if (typeof carried.name !== 'string' || !requestFits(carried.name, carried.request))
    fail('it was done although it does not fit the contract');
  if (confirm?.success !== true) return;
  const binding = bindingViewSchema.safeParse(parsed.data.value);
  const identified = card?.identification.state === 'identified' ? card : undefined;
  if (!binding.success || identified === undefined) fail('a binding was made for a card that is not in the reader');
  else {
    const { cardId, atr, request } = binding.data;
    if (
      JSON.stringify(cardId) !==
        JSON.stringify(identified.identification.state === 'identified' ? identified.identification.cardId : null) ||
      atr !== identified.atr
    )
      fail('another card was bound than the one in the reader');
    if (request.requestId !== confirm.data.requestId) fail('another request was bound than the one that was asked for');
    made.set(binding.data.bindingId, binding.data);
    counts.bindings += 1;
  }
}

function requestFits(name: string, request: unknown): boolean {
  return Object.entries(calls).some(([key, { request: schema }]) => key === name && schema.safeParse(request).success);
}

/** A counter of failed attempts, which is stored after each one. */
const triesBody = z.object({ at: z.iso.datetime().transform(Date.parse), facts: z.object({ wrong: z.int(), nextAt: z.number() }) });

function isOfTry({ body }: JournalEntry): boolean {
  return body.includes('"event":"approval-tries"');
}

/** Checks what must hold once everything has settled, whatever was called. */
async function judge(
  station: FuzzedStation,
  { seed, mayBind }: Part,
  before: { readonly entries: number; readonly posts: number; readonly questions: number },
  made: ReadonlyMap<string, BindingView>,
  counts: FuzzCounts,
): Promise<void> {
  const fail = (what: string): void => void counts.failures.push(`seed ${String(seed)}: afterwards: ${what}`);
  const { journal, server } = station;
  const entries = await journal.entries(0, 1_000_000);
  counts.questions += station.questions.length - before.questions;
  counts.journalEntries += entries.length - before.entries;
  counts.posts += server.posts().length - before.posts;
  // Attempts to use a person's password are recorded for every role; the pauses after failures keep them few.
  const written = entries.slice(before.entries).filter((entry) => !isOfTry(entry));
  if (!mayBind && written.length > 0) fail(`${String(written.length)} entries were written into the journal`);
  const counted = entries.filter(isOfTry).map(({ body }) => triesBody.parse(JSON.parse(body)));
  for (const [index, { at, facts }] of counted.entries()) {
    const earlier = counted[index - 1]?.facts ?? { wrong: 0, nextAt: 0 };
    if (facts.wrong !== 0 && (facts.wrong !== earlier.wrong + 1 || at < earlier.nextAt))
      fail(
        `wrong try ${String(facts.wrong)} of a password was checked ${String(earlier.nextAt - at)} ms before the end of the pause after try ${String(earlier.wrong)}`,
      );
  }
  if (!mayBind && server.posts().length !== before.posts) fail('something was bound at the server');
  const intended = entries.map(({ body }) => entryBody.parse(JSON.parse(body))).filter(({ event }) => event === 'intended');
  for (const { binding: { bindingId } = { bindingId: 'nothing' } } of intended)
    if (!made.has(bindingId)) fail(`the journal intends ${bindingId}, which no legitimate call asked for`);
  const right = new Set(
    [...made.values()].map(({ request, cardId, atr }) => JSON.stringify({ requestid: request.requestId, cardid: cardId.text, atr })),
  );
  for (const { body } of server.posts()) if (!right.has(body)) fail(`the server was told ${body}`);
  const bound = server
    .posts()
    .filter(({ did }) => did === 'bound')
    .map(({ body }) => body);
  if (new Set(bound).size !== bound.length) fail('something was bound twice');
  for (const { method, path } of server.service.log) {
    if (method !== 'GET' && !(method === 'POST' && path === '/CertificateManagement/api/v1.0/smartcards'))
      fail(`the server was called ${method} ${path}`);
    if (!SERVER_PATH.test(path)) fail(`the server was asked for ${path}`);
  }
  const { files, preferencesAreSound } = await station.profile();
  const strange = files.filter(
    (name) =>
      !/^(?:journal\.db(?:-wal|-shm|\.lock|\.lock-journal)?|(?:prepared|stock)\.db(?:-wal|-shm)?|preferences\.json|approval-tries\.json)$/.test(
        name,
      ),
  );
  if (strange.length > 0) fail(`there are new files: ${strange.join(', ')}`);
  if (!preferencesAreSound) fail('the preferences are broken');
  if (Object.keys(Object.prototype).length > 0 || 'polluted' in {}) fail("every object's prototype was changed");
  if (station.wrongEvents.length > 0) fail(`${String(station.wrongEvents.length)} events do not fit the contract`);
}

async function entriesOf({ journal }: FuzzedStation): Promise<number> {
  return (await journal.entries(0, 1_000_000)).length;
}

/** Waits until nothing is in progress. */
async function settle({ journal }: FuzzedStation): Promise<void> {
  const deadline = Date.now() + HUNG_MS;
  while ((await journal.unsettled()).some(({ state }) => state.state !== 'attention')) {
    if (Date.now() > deadline) throw new Error('Bindings do not come to rest');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer: the station hangs')), HUNG_MS);
  });
  try {
    return await Promise.race([answer, hung]);
  } finally {
    clearTimeout(timer);
  }
}
