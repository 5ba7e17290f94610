import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { openCards, READER, type Cards } from '../suite/cards.js';
import { openDesk, type Desk } from '../suite/desk.js';
import { seen, watchFor } from '../suite/page.js';
import { startProgram } from '../suite/program.js';
import { emptyWindow, startCardClient } from '../suite/reference.js';
import { atMost, type Outcome } from '../suite/report.js';
import { quantile, spreadOf } from '../suite/statistics.js';
import { REQUESTS, type Figure, type BenchDeps } from '../suite/bench-deps.js';

const ROUNDS = 20;
/** Number of rounds for each of the smaller sizes, and before and after for the reference. */
const FEWER_ROUNDS = 8;
/** Time between two frames, ms. */
const FRAME_MS = 1_000 / 60;

const cardId = '[data-testid="card-id"]';

/**
 * Measures the time from putting a card in until its id is rendered, compared with a client in C that is notified of the same card
 * and reads its id, and with what a page that draws nothing else takes from the change to its second frame.
 */
export const cardToScreen: Figure = {
  name: 'card-to-screen',
  measure: async (deps) => {
    const cards = await openCards(deps, 21);
    const bare = await bareReadings(deps, cards);
    const bySize: { size: number; ms: number[] }[] = [];
    for (const size of REQUESTS) {
      deps.say(`card to screen, ${size} requests`);
      const desk = await openDesk(deps, size);
      try {
        bySize.push({ size, ms: await shown(deps, desk, cards, size === REQUESTS[2] ? ROUNDS : FEWER_ROUNDS) });
      } finally {
        await desk.close();
      }
    }
    bare.push(...(await bareReadings(deps, cards)));
    await cards.close();
    const bareMs = spreadOf(bare);
    const ours = bySize.at(-1)?.ms ?? [];
    const added = spreadOf(ours.map((ms) => ms - bareMs.median));
    const frames = { is: 'two frames of a page with this box alone', spread: spreadOf(await bareFrames(deps)) };
    const reference = { is: 'the C client has read the id', spread: bareMs };
    return {
      rows: [
        { what: 'card to screen', unit: 'ms', ours: spreadOf(ours), reference, goal: null },
        {
          what: 'card to screen, added: median',
          unit: 'ms',
          ours: added,
          reference: frames,
          goal: atMost('median', added.median, 17, 'ms'),
        },
        { what: 'card to screen, added: p95', unit: 'ms', ours: added, reference: null, goal: atMost('p95', added.p95, 34, 'ms') },
      ],
      growth: [
        {
          what: 'card to screen',
          unit: 'ms',
          of: 'requests',
          kind: 'lookup',
          points: bySize.map(({ size, ms }) => ({ size, cost: quantile(ms, 0.5) })),
        },
      ],
      notes: [],
    } satisfies Outcome;
  },
};

/** Returns the times from a card being present to its id being read by the minimal client, without a station, ms. */
async function bareReadings(deps: BenchDeps, cards: Cards): Promise<number[]> {
  const client = await startCardClient(deps, READER, 'read');
  try {
    const readings: number[] = [];
    for (let round = 0; round < FEWER_ROUNDS; round += 1) {
      const card = await cards.insert();
      const { presentAt, readAt } = await client.next();
      if (readAt !== null) readings.push(readAt - presentAt);
      await card.remove();
    }
    return readings;
  } finally {
    await client.close();
  }
}

/** Returns the times from a change of a page that shows nothing else, a box with a card's id, to its second frame, ms. */
async function bareFrames(deps: BenchDeps): Promise<number[]> {
  const program = await startProgram({
    executable: deps.electron,
    args: [emptyWindow],
    profile: await mkdtemp(join(deps.folder, 'empty-')),
  });
  try {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // Each at another moment between two frames, as cards come.
      const laterMs = (round * FRAME_MS) / ROUNDS;
      times.push(await program.page.evaluate(z.number(), drawBox, laterMs));
    }
    return times;
  } finally {
    await program.close();
  }
}

/** In the page: draws a box of the size of a card's, and resolves with the time to the second frame after it, ms. */
function drawBox(laterMs: number): Promise<number> {
  return new Promise((resolve) => {
    setTimeout(() => {
      const began = performance.now();
      const box = document.createElement('div');
      box.style.cssText =
        'width: 400px; height: 160px; border: 1px solid; border-radius: 8px; background: whitesmoke; font: 16px sans-serif';
      box.textContent = `Card ${String(began)}`;
      document.body.replaceChildren(box);
      requestAnimationFrame(() => {
        requestAnimationFrame(() => {
          resolve(performance.now() - began);
        });
      });
    }, 100 + laterMs);
  });
}

/** Returns the times from a card being present, as the minimal client reports, to the second frame with its id on the screen, ms. */
async function shown(deps: BenchDeps, { program }: Desk, cards: Cards, rounds: number): Promise<number[]> {
  const client = await startCardClient(deps, READER, 'watch');
  const empty = { selector: '[data-testid="readers"]:not(:has([data-testid="card-id"]))' };
  try {
    const times: number[] = [];
    // The first card of a station reads the list of ATRs, once.
    for (let round = -1; round < rounds; round += 1) {
      const { painted } = await watchFor(program.page, { selector: cardId }, 'two-frames');
      const card = await cards.insert();
      const { presentAt } = await client.next();
      const { at } = await painted;
      if (round >= 0) times.push(program.toMonotonic(at) - presentAt);
      await card.remove();
      await seen(program.page, empty);
    }
    return times;
  } finally {
    await client.close();
  }
}
