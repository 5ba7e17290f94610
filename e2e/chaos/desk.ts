import { randomUUID } from 'node:crypto';
import { nothingPrepared } from '../../electron/bindings/bindings.fixture.js';
import { confirmBinding } from '../../electron/bindings/bindings.js';
import type { AskContext } from '../../electron/bindings/ask-server.js';
import { Submitter } from '../../electron/bindings/submitter.js';
import { createCmClient } from '../../electron/cm/client.js';
import { peopleFrom } from '../../electron/people/people.js';
import { RequestBook } from '../../electron/requests/request-book.js';
import { schedule } from '../../electron/core/schedule.js';
import { noStockObjection } from '../../electron/stock/stock-gate.js';
import { openJournal } from '../../electron/store/open-journal.js';
import { ANSWER_LIMIT_MS, LATE_EFFECT_MS, ordersSchema, type DeskMessage } from './orders.js';

/**
 * A desk without a screen: the station's journal, client, rules and submitter, in a process that can be killed at any
 * boundary. It confirms what it is ordered to, continues what an earlier run left, and exits when nothing is left to do.
 */
const orders = ordersSchema.parse(JSON.parse(process.argv[2] ?? ''));

let boundaries = 0;
/** Marks a point where state changes: the process may exit here, as in a power cut. */
function boundary(): void {
  boundaries += 1;
  if (boundaries === orders.dieAtBoundary) process.kill(process.pid, 'SIGKILL');
}

/** Adds a boundary before and after every call of the named methods. */
function bounded<T extends object>(target: T, methods: readonly (keyof T & string)[]): T {
  return new Proxy(target, {
    get(object, property, receiver): unknown {
      const value: unknown = Reflect.get(object, property, receiver);
      if (typeof value !== 'function' || !methods.some((method) => method === property)) return value;
      return async (...args: unknown[]): Promise<unknown> => {
        boundary();
        const result: unknown = await Reflect.apply(value, object, args);
        boundary();
        return result;
      };
    },
  });
}

const say = (said: DeskMessage): void => {
  process.stdout.write(`${JSON.stringify(said)}\n`);
};

/** Exits at once: an unexpected error fails the run. */
function endBy(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`);
  process.exit(1);
}
process.on('unhandledRejection', endBy);

const journal = bounded(
  await openJournal(orders.worker, { path: orders.journal, key: 'c'.repeat(64), context: { operator: 'desk', station: 'CHAOS' } }),
  ['intend', 'record'],
);
const cm = bounded(createCmClient({ base: orders.server, fetch, answerLimitMs: ANSWER_LIMIT_MS }), ['bind']);
const book = new RequestBook({
  cm,
  // Everyone has the same name; bindings are identified by their request.
  people: {
    resolve: (userIds) =>
      peopleFrom(
        new Map(
          userIds.map((userId) => [
            userId,
            { state: 'resolved', userId, name: 'Some Person', account: '', department: '', employeeId: '' },
          ]),
        ),
      ).resolve(userIds),
  },
  now: () => new Date(),
  random: Math.random,
  schedule,
  pollMs: 60_000,
  onChanged: () => undefined,
  keep: () => undefined,
  onConnection: () => undefined,
  onRejected: () => undefined,
  onListFailed: () => undefined,
  rule: { types: [], personal: 'note' },
});
const askContext = (): AskContext => ({ bindable: book.context, reusableStatuses: [] });
const submitter = new Submitter({
  journal,
  cm,
  askContext,
  policy: { firstPauseMs: 5, longestPauseMs: 50, unreachedPauseMs: 20, mostTries: 12, settleMs: 40, lateEffectMs: LATE_EFFECT_MS },
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  random: Math.random,
  schedule,
  isOffline: () => false,
  parallel: 4,
  parallelAsking: 6,
  onChange: () => undefined,
  onJournalTrouble: (_binding, error) => {
    endBy(error);
  },
  onFault: (_bindingId, error) => {
    endBy(error);
  },
});

await submitter.resume();
await confirmAll();
await settle();
say({ said: 'settled', boundaries });
submitter.stop();
book.stop();
await journal.close();
process.exit(0);

async function confirmAll(): Promise<void> {
  // A failed list is fetched again; nothing can be confirmed before it arrives.
  while (!(await book.refresh()).ok) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const [index, { requestId, cardId, atr }] of orders.confirm.entries()) {
    if ((await journal.claimOf({ requestId })) !== null) continue;
    const view = book.shown(requestId)?.view;
    if (view === undefined) continue;
    const identification = { state: 'identified' as const, cardId };
    const confirmed = await confirmBinding(
      {
        journal,
        cm,
        readers: {
          presentation: () => ({ readerName: 'Reader', atr, identification }),
          identifyAgain: () => Promise.resolve(identification),
        },
        askContext,
        shownRequest: (id) => book.shown(id),
        personName: () => Promise.resolve(null),
        bindUnresolvedPeople: false,
        stockObjection: noStockObjection,
        barred: () => null,
        offline: { accept: true, longestAgeHours: 1 },
        prepared: nothingPrepared,
        runObjection: () => null,
        requestsFetchedAt: () => book.fetchedAt,
        newId: randomUUID,
        nextSlip: () => 1,
        now: () => new Date(),
        begin: (binding, approval) => submitter.begin(binding, approval),
      },
      {
        requestId,
        presentationId: index + 1,
        seen: { userId: view.person.userId, profileTemplateId: view.profileTemplate.profileTemplateId, cardId: cardId.text },
      },
    );
    if (confirmed.ok) {
      say({ said: 'confirmed', requestId });
      boundary();
    } else {
      say({ said: 'not-confirmed', requestId, code: confirmed.error.code });
    }
  }
}

/** Waits until the journal holds nothing that the station itself would still act on. */
async function settle(): Promise<void> {
  for (;;) {
    const open = (await journal.unsettled()).filter(({ state }) => state.state !== 'attention');
    if (open.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
