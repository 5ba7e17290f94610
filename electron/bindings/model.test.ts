import { claims } from '../../shared/bindings.js';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomRuns } from '../core/random-runs.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { copyJournal } from '../store/copy-journal.fixture.js';
import { guid } from './bindings.fixture.js';
import { askModes, ModelDesk, serverModes, type AskMode, type Change, type Disk, type ServerMode } from './model.fixture.js';

/**
 * Tests a binding's whole life against a simple model. Whatever the order of confirmations, answers, lost and late answers,
 * refusals, pages, changed requests, crashes, restarts, restored copies, network cuts, decisions, full disks, throwing
 * listeners and clock jumps: in the end each confirmed binding has taken effect at the server at most once, with its own card
 * and for its own person, and the journal is true.
 */

/** Use `MODEL_RUNS=20000 npx vitest run ...` for more. 230 runs are over 5,000 commands. */
const RUNS = Number(process.env['MODEL_RUNS'] ?? randomRuns(230));

const request = (n: number): string => guid(0x1000 + n);

/** Invariants. */
function check(desk: ModelDesk): void {
  const { server, journal } = desk;
  expect(desk.troubles).toEqual([]);
  expect(server.wrongs).toEqual([]);
  const rows = journal.newest(10_000);
  for (const [requestId, effect] of server.effects) {
    if (desk.lost.has(requestId)) continue;
    const row = rows.find((one) => one.request.requestId === requestId && claims(one.state));
    // An effect belongs to exactly one confirmed binding that is not given up, with its card.
    expect(row, `effect on ${requestId} without a binding`).toBeDefined();
    expect(effect.cardId).toBe(row?.cardId.text);
    const { targetUserId, profileTemplateId } = effect.request;
    const isAsConfirmed =
      row?.request.person.userId === targetUserId && row.request.profileTemplate.profileTemplateId === profileTemplateId;
    expect(isAsConfirmed || !server.wasChangedLongBefore(effect), `${requestId} is bound for a different person than was confirmed`).toBe(
      true,
    );
  }
  for (const bindingId of desk.confirmed)
    expect(journal.find(bindingId), `${bindingId} was confirmed and is not in the journal`).not.toBeNull();
  for (const bindingId of desk.withdrawn) expect(journal.find(bindingId)?.state.state, `${bindingId} was withdrawn`).toBe('withdrawn');
}

/** Everything works again, and open work comes to rest. */
async function comeToRest(desk: ModelDesk): Promise<void> {
  const { server } = desk;
  Object.assign(server, { online: true, asking: 'answers', mood: 'accept' });
  Object.assign(desk, { disk: 'good', listenerThrows: false });
  desk.connectionIsUp();
  for (let round = 0; round < 4; round += 1) {
    await desk.clock.pass(90);
    await desk.retryAll();
  }
  await desk.clock.pass(90);
  check(desk);
  for (const row of desk.journal.newest(10_000)) {
    const { requestId } = row.request;
    const effect = server.effects.get(requestId);
    const isThere = effect?.cardId === row.cardId.text;
    switch (row.state.state) {
      case 'bound':
        expect(isThere).toBe(true);
        break;
      case 'refused':
        expect(server.refusals).toContain(requestId);
        break;
      case 'withdrawn':
      case 'given-up':
        expect(desk.asked).toContain(row.bindingId);
        break;
      case 'attention':
        switch (row.state.reason) {
          case 'refused-in-doubt':
            expect(server.refusals).toContain(requestId);
            expect(isThere).toBe(false);
            break;
          case 'request-changed':
          case 'request-closed':
          case 'request-gone':
            expect(server.isChanged(requestId)).toBe(true);
            break;
          case 'conflict':
            // Another binding of this card or request took effect, or the person changed at the last moment.
            expect([...server.effects].some(([other, { cardId }]) => other === requestId || cardId === row.cardId.text)).toBe(true);
            break;
          default:
            expect.unreachable(`${row.bindingId} came to rest: ${row.state.reason}`);
        }
        break;
      default:
        expect.unreachable(`${row.bindingId} came to rest as ${row.state.state}`);
    }
  }
}

/** A named step, so that counterexamples are readable. */
type Step =
  | readonly ['confirm', number, number]
  | readonly ['confirm unchecked', number, number]
  | readonly ['mood', ServerMode, number]
  | readonly ['asking', AskMode]
  | readonly ['online' | 'offline' | 'offline unnoticed']
  | readonly ['pass', number]
  | readonly ['crash' | 'restart', number]
  | readonly ['withdraw' | 'retry' | 'give up' | 'withdraw elsewhere', number]
  | readonly ['clock jumps', number]
  | readonly ['request', number, Change]
  | readonly ['keep a copy' | 'restore the copy']
  | readonly ['disk', Disk]
  | readonly ['listeners', 'throw' | 'listen'];

function run(desk: ModelDesk, step: Step): void | Promise<void> {
  const { server, clock } = desk;
  switch (step[0]) {
    case 'confirm': {
      desk.confirm(step[1], step[2], 'checked');
      return;
    }
    case 'confirm unchecked': {
      desk.confirm(step[1], step[2]);
      return;
    }
    case 'mood':
      Object.assign(server, { mood: step[1], lateness: step[2] });
      return;
    case 'asking':
      server.asking = step[1];
      desk.isOffline = step[1] === 'page' || step[1] === 'off' || !server.online;
      if (!desk.isOffline) desk.connectionIsUp();
      return;
    case 'online':
      server.online = true;
      if (server.asking !== 'page' && server.asking !== 'off') desk.connectionIsUp();
      return;
    case 'offline':
      desk.isOffline = true;
      server.online = false;
      return;
    case 'offline unnoticed':
      server.online = false;
      return;
    case 'pass':
      return clock.pass(step[1]);
    case 'crash':
      return desk.crash(step[1]);
    case 'restart':
      return desk.restart(step[1]);
    case 'withdraw':
    case 'retry':
    case 'give up':
      return desk.decide(step[1], step[0]);
    case 'withdraw elsewhere': {
      desk.moveElsewhere(step[1]);
      return;
    }
    case 'clock jumps':
      clock.wallMs += step[1] * 1_000;
      return;
    case 'request': {
      server.change(request(step[1]), step[2]);
      return;
    }
    case 'keep a copy': {
      desk.keepCopy();
      return;
    }
    case 'restore the copy':
      return desk.restoreCopy();
    case 'disk':
      desk.disk = step[1];
      return;
    case 'listeners':
      desk.listenerThrows = step[1] === 'throw';
  }
}

const { constant, constantFrom, nat, tuple } = fc;
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: tuple(constant('confirm' as const), nat(7), nat(7)) },
  { weight: 8, arbitrary: tuple(constant('mood' as const), constantFrom(...serverModes), constantFrom(0.1, 0.5, 0.98)) },
  { weight: 3, arbitrary: tuple(constant('asking' as const), constantFrom(...askModes)) },
  { weight: 6, arbitrary: tuple(constantFrom('online' as const, 'offline' as const, 'offline unnoticed' as const)) },
  { weight: 10, arbitrary: tuple(constant('pass' as const), constantFrom(0, 1, 3, 10, 60)) },
  { weight: 6, arbitrary: tuple(constantFrom('crash' as const, 'crash' as const, 'restart' as const), nat(12)) },
  {
    weight: 8,
    arbitrary: tuple(
      constantFrom('withdraw' as const, 'withdraw' as const, 'retry' as const, 'give up' as const, 'withdraw elsewhere' as const),
      nat(20),
    ),
  },
  { weight: 2, arbitrary: tuple(constant('clock jumps' as const), constantFrom(-86_400, -60, 60, 86_400)) },
  {
    weight: 4,
    arbitrary: tuple(constant('request' as const), nat(7), constantFrom<Change>('person', 'template', 'denied', 'gone', 'as before')),
  },
  { weight: 2, arbitrary: tuple(constantFrom('keep a copy' as const, 'restore the copy' as const)) },
  { weight: 3, arbitrary: tuple(constant('disk' as const), constantFrom<Disk>('good', 'full', 'fails-after')) },
  { weight: 2, arbitrary: tuple(constant('listeners' as const), constantFrom('throw' as const, 'listen' as const)) },
);

let folder: string;
/** A new journal, which each run copies. */
let empty: string;
/** Unhandled rejections; they fail the run that caused them, with its seed. */
const unhandled: unknown[] = [];
const collect = (error: unknown): void => void unhandled.push(error);
beforeAll(() => {
  folder = testFolder('model');
  empty = join(folder, 'journal.db');
  new ModelDesk(empty).close();
  process.on('unhandledRejection', collect);
});
afterAll(() => {
  process.off('unhandledRejection', collect);
});

/** Runs a plan on its own desk until it rests. */
async function live(plan: readonly Step[]): Promise<void> {
  const path = join(mkdtempSync(join(folder, 'run-')), 'journal.db');
  copyJournal(empty, path);
  const desk = new ModelDesk(path);
  try {
    for (const step of plan) {
      await run(desk, step);
      check(desk);
    }
    await comeToRest(desk);
    // Node reports an unhandled rejection at the end of the turn.
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled.splice(0)).toEqual([]);
  } finally {
    desk.close();
  }
}

describe('earlier counterexamples', () => {
  it.each<[string, readonly Step[]]>([
    [
      'a withdrawn binding that is in two queues (seed 1879375036)',
      [
        ['confirm unchecked', 6, 0],
        ['offline'],
        ['withdraw', 0],
        ['confirm unchecked', 0, 0],
        ['confirm unchecked', 0, 0],
        ['confirm unchecked', 0, 1],
        ['offline'],
        ['clock jumps', -86_400],
        ['mood', 'accept', 0.5],
        ['confirm unchecked', 1, 2],
        ['withdraw', 0],
        ['withdraw', 0],
        ['mood', 'accept', 0.5],
        ['offline'],
        ['pass', 0],
      ],
    ],
    [
      'a withdrawn binding while another waits for its route (seed 1534725125)',
      [
        ['offline'],
        ['confirm unchecked', 0, 3],
        ['withdraw', 0],
        ['withdraw', 0],
        ['pass', 0],
        ['offline'],
        ['confirm unchecked', 1, 0],
        ['confirm unchecked', 0, 0],
        ['mood', 'accept', 0.5],
        ['clock jumps', -86_400],
        ['confirm unchecked', 0, 0],
        ['pass', 0],
        ['confirm unchecked', 0, 0],
        ['offline'],
        ['offline'],
      ],
    ],
    [
      'a withdrawn binding whose card is bound again (seed 1003)',
      [
        ['offline'],
        ['mood', 'accept', 0.5],
        ['confirm unchecked', 0, 0],
        ['confirm unchecked', 0, 0],
        ['withdraw', 0],
        ['withdraw', 0],
        ['pass', 0],
        ['offline'],
        ['mood', 'accept', 0.5],
        ['offline'],
        ['pass', 0],
        ['mood', 'accept', 0.5],
        ['pass', 0],
        ['confirm unchecked', 0, 0],
        ['clock jumps', -86_400],
        ['pass', 0],
      ],
    ],
    [
      'a binding withdrawn while the disk is full at the start',
      [
        ['mood', 'lose-before', 0.5],
        ['offline unnoticed'],
        ['confirm', 1, 1],
        ['pass', 1],
        ['online'],
        ['confirm', 2, 2],
        ['disk', 'full'],
        ['crash', 3],
        ['withdraw', 1],
        ['pass', 3],
        ['disk', 'good'],
        ['pass', 60],
      ],
    ],
    [
      'an effect that appears after a restart and a refusal',
      [
        ['mood', 'late', 0.98],
        ['confirm', 1, 1],
        ['crash', 12],
        ['mood', 'refuse', 0.5],
        ['pass', 60],
      ],
    ],
    [
      'a call that takes longer than the station waits for its answer',
      [
        ['mood', 'slow', 0.98],
        ['confirm', 1, 1],
        ['pass', 3],
        ['mood', 'refuse', 0.5],
        ['pass', 60],
      ],
    ],
    [
      'a request whose person changes in the queue',
      [['offline'], ['confirm', 1, 1], ['pass', 60], ['request', 1, 'person'], ['online'], ['pass', 10]],
    ],
    [
      'a refusal although the call took effect, of a request that has gone since',
      [
        ['mood', 'refuse-after', 0.5],
        ['asking', 'answers'],
        ['confirm', 1, 1],
        ['asking', 'fails'],
        ['pass', 1],
        ['request', 1, 'gone'],
        ['asking', 'answers'],
        ['pass', 10],
      ],
    ],
    [
      '404 pages after a restart',
      [
        ['offline'],
        ['confirm', 1, 1],
        ['asking', 'page'],
        ['online'],
        ['crash', 0],
        ['pass', 60],
        ['asking', 'off'],
        ['pass', 60],
        ['asking', 'answers'],
        ['pass', 10],
      ],
    ],
    [
      'a request whose person changes while the disk does not store the server’s answer (seed -1360724180)',
      [
        ['offline'],
        ['confirm', 5, 0],
        ['disk', 'fails-after'],
        ['confirm', 0, 0],
        ['online'],
        ['pass', 0],
        ['request', 5, 'person'],
        ['pass', 10],
      ],
    ],
    [
      'an answer that was stored although the disk reported an error, and a withdrawal before the retry (seed 1812566764)',
      [
        ['confirm', 0, 1],
        ['offline unnoticed'],
        ['disk', 'fails-after'],
        ['pass', 0],
        ['withdraw elsewhere', 0],
        ['pass', 3],
        ['online'],
        ['pass', 10],
      ],
    ],
    [
      'a journal copied between a refusal and the binding after it (seed -974550332)',
      [
        ['mood', 'refuse', 0.1],
        ['confirm', 6, 0],
        ['pass', 0],
        ['keep a copy'],
        ['mood', 'accept', 0.1],
        ['confirm', 6, 0],
        ['pass', 10],
        ['restore the copy'],
        ['pass', 10],
      ],
    ],
    [
      'a withdrawal that is in the journal but not in memory',
      [['offline'], ['confirm', 1, 1], ['pass', 1], ['withdraw elsewhere', 0], ['online'], ['pass', 10]],
    ],
    [
      'a send that the stopping station could journal only after the next one had begun (seed -913767026)',
      [
        ['confirm', 0, 0],
        ['withdraw', 0],
        ['confirm', 1, 1],
        ['confirm', 2, 2],
        ['online'],
        ['mood', 'accept', 0.1],
        ['disk', 'full'],
        ['confirm', 0, 0],
        ['restart', 6],
        ['mood', 'accept', 0.1],
        ['restart', 0],
        ['confirm', 0, 0],
        ['withdraw', 0],
        ['confirm', 0, 0],
        ['confirm', 0, 0],
        ['request', 0, 'person'],
        ['online'],
        ['listeners', 'throw'],
        ['confirm', 0, 0],
        ['asking', 'answers'],
      ],
    ],
  ])('%s', async (_what, plan) => {
    await live(plan);
  });
});

it('loses, doubles and misdirects nothing in random commands', { timeout: Math.max(240_000, RUNS * 1_000) }, async () => {
  let commands = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 15, maxLength: 40 }), async (plan) => {
      await live(plan);
      commands += plan.length;
    }),
    { numRuns: RUNS },
  );
  console.log(`${String(commands)} commands in ${String(RUNS)} runs`);
  // Fewer plans may by chance be shorter.
  if (RUNS >= 230) expect(commands).toBeGreaterThanOrEqual(5_000);
});
