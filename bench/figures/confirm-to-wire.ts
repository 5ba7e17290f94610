import * as z from 'zod';
import { ALONE_MS } from '../../renderer/keys/press-rules.js';
import { openCards, type Cards } from '../suite/cards.js';
import { openDesk, recordsOf, type Desk } from '../suite/desk.js';
import { viewsOf } from '../suite/fixtures.js';
import { seen, watchFor } from '../suite/page.js';
import { bareBindings, bareWork } from '../suite/reference.js';
import { atMost } from '../suite/report.js';
import { startServer } from '../suite/server-process.js';
import { quantile, spreadOf } from '../suite/statistics.js';
import { ENTRIES, ENTRIES_OF_A_BINDING, REQUESTS, type Figure, type BenchDeps } from '../suite/bench-deps.js';

const ROUNDS = 20;
const FEWER_ROUNDS = 6;

/**
 * Measures, after Enter in the confirm step and its wait for another key, the time until the binding is at the server, and from the
 * server's
 * answer until the result is rendered.
 */
export const confirmToWire: Figure = {
  name: 'confirm-to-wire',
  measure: async (deps) => {
    const cards = await openCards(deps, 22);
    const bySize: { size: number; toWire: number[]; toScreen: number[] }[] = [];
    for (const size of ENTRIES) {
      deps.say(`confirm to wire, journal of ${size} entries`);
      const desk = await openDesk(deps, REQUESTS[0], { done: Math.round(size / ENTRIES_OF_A_BINDING) });
      try {
        bySize.push({ size, ...(await confirmed(desk, cards, size === ENTRIES[2] ? ROUNDS : FEWER_ROUNDS)) });
      } finally {
        await desk.close();
      }
    }
    await cards.close();
    const bare = spreadOf(await bareConfirms(deps));
    const { toWire, toScreen } = bySize.at(-1) ?? { toWire: [], toScreen: [] };
    const wire = spreadOf(toWire);
    const screen = spreadOf(toScreen);
    return {
      rows: [
        {
          what: 'confirm to wire',
          unit: 'ms',
          ours: wire,
          reference: { is: 'two questions, a durable insert, a fresh POST', spread: bare },
          goal: atMost('p95', wire.p95, 25, 'ms'),
        },
        { what: 'answer to screen', unit: 'ms', ours: screen, reference: null, goal: atMost('p95', screen.p95, 50, 'ms') },
      ],
      growth: [
        {
          what: 'confirm to wire',
          unit: 'ms',
          of: 'journal entries',
          kind: 'lookup',
          points: bySize.map((one) => ({ size: one.size, cost: quantile(one.toWire, 0.5) })),
        },
        {
          what: 'answer to screen',
          unit: 'ms',
          of: 'journal entries',
          kind: 'lookup',
          points: bySize.map((one) => ({ size: one.size, cost: quantile(one.toScreen, 0.5) })),
        },
      ],
      notes: [],
    };
  },
};

/** Binds cards one after the other as an operator does: search, Enter, Enter. */
async function confirmed(
  { program, server, contents }: Desk,
  cards: Cards,
  rounds: number,
): Promise<{ toWire: number[]; toScreen: number[] }> {
  const { page } = program;
  const toWire: number[] = [];
  const toScreen: number[] = [];
  const requests = viewsOf(contents.records);
  for (let round = -1; round < rounds; round += 1) {
    const requestId = requests[round + 1]?.requestId ?? '';
    await program.press('Escape');
    const { painted: read } = await watchFor(page, { selector: '[data-testid="card-id"]' }, 'frame');
    const card = await cards.insert();
    await read;
    await page.send('Input.insertText', { text: requestId });
    await seen(page, { selector: `[data-request-id="${requestId}"][aria-selected="true"]` });
    await program.press('Enter');
    await seen(page, { selector: '[data-testid="confirm"] button.primary:not([disabled])' });
    // Presses as a person does who has read the screen: an earlier press is ignored.
    await seen(page, { selector: 'html[data-press="ready"]' });
    const { painted } = await watchFor(page, { selector: '[data-testid="outcome"][data-state="bound"]' }, 'two-frames');
    await program.press('Enter');
    const { at, keyAt } = await painted;
    const [post] = await server.posts();
    if (post?.requestId !== requestId) throw new Error('The server got another binding, or none');
    // The first binding opens new connections.
    if (round >= 0) {
      toWire.push(post.arrivedAt - program.toMonotonic(keyAt) - ALONE_MS);
      toScreen.push(program.toMonotonic(at) - post.answeredAt);
    }
    await card.remove();
    await seen(page, { selector: '[data-testid="readers"]:not(:has([data-testid="card-id"]))' });
  }
  return { toWire, toScreen };
}

/** Returns how long the same calls and one durable insert take with nothing around them, ms. */
async function bareConfirms(deps: BenchDeps): Promise<number[]> {
  const records = recordsOf(REQUESTS[0]);
  const server = await startServer(records);
  try {
    const bindings = bareBindings(records, ROUNDS + 1);
    const { startedAt } = await bareWork(z.object({ startedAt: z.array(z.number()) }), deps, 'confirm', {
      origin: server.origin,
      bindings,
      runs: 1,
    });
    const posts = await server.posts();
    return startedAt.map((at, index) => (posts[index]?.arrivedAt ?? Number.NaN) - at).slice(1);
  } finally {
    await server.close();
  }
}
