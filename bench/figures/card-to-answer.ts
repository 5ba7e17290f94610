import { openCards } from '../suite/cards.js';
import { openDesk } from '../suite/desk.js';
import { seen, watchFor } from '../suite/page.js';
import { atMost, type Outcome } from '../suite/report.js';
import { spreadOf } from '../suite/statistics.js';
import { REQUESTS, type Figure } from '../suite/bench-deps.js';

const ROUNDS = 20;
/** Response time of the server, ms. */
const SERVER_MS = 200;

const standing = '[data-testid="card-standing"]';

/**
 * Measures, after a card is put in, the time from rendering its id until the screen shows its standing by the journal, and until it
 * shows the
 * full standing with the server's answer, without the server's own response time (the server is asked as soon as the id is
 * read, before it is rendered). Also checks that nothing was green before both had answered.
 */
export const cardToAnswer: Figure = {
  name: 'card-to-answer',
  measure: async (deps) => {
    deps.say(`card to full answer, the server takes ${SERVER_MS} ms`);
    const cards = await openCards(deps, 22);
    const desk = await openDesk(deps, REQUESTS[0]);
    const { page } = desk.program;
    const here: number[] = [];
    const server: number[] = [];
    let early = 0;
    try {
      await desk.server.delay(SERVER_MS);
      // The first card of a station reads the list of ATRs, once.
      for (let round = -1; round < ROUNDS; round += 1) {
        const id = await watchFor(page, { selector: '[data-testid="card-id"]' }, 'frame');
        const byJournal = await watchFor(page, { selector: `${standing}[data-standing="here-free"]` }, 'frame');
        const inFull = await watchFor(page, { selector: `${standing}[data-standing="free"]` }, 'frame');
        const green = await watchFor(page, { selector: '[data-testid="readers"] .card-state.good' }, 'frame');
        const card = await cards.insert();
        const [idAt, hereAt, fullAt, greenAt] = await Promise.all([id.painted, byJournal.painted, inFull.painted, green.painted]);
        if (round >= 0) {
          here.push(hereAt.at - idAt.at);
          server.push(fullAt.at - idAt.at - SERVER_MS);
          if (greenAt.committedAt < Math.max(hereAt.committedAt, fullAt.committedAt)) early += 1;
        }
        await card.remove();
        await seen(page, { selector: '[data-testid="readers"]:not(:has([data-testid="card-id"]))' });
      }
    } finally {
      await desk.close();
      await cards.close();
    }
    const added = spreadOf(server);
    return {
      rows: [
        { what: 'card to the journal’s answer, from its id on', unit: 'ms', ours: spreadOf(here), reference: null, goal: null },
        {
          what: 'card to the full answer, from its id on, without the server’s time',
          unit: 'ms',
          ours: added,
          reference: null,
          goal: atMost('median', added.median, 17, 'ms'),
        },
      ],
      growth: [],
      notes: [`Of ${ROUNDS} cards ${early} were green before the journal and the server had answered.`],
    } satisfies Outcome;
  },
};
