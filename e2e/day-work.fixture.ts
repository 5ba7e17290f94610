import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { confirmBehindTheScreen } from './confirmed.js';
import { insertCard, VPCD_PORTS } from './vpcd.js';

/** A day's work is 400; every run of the tests does with fewer (`npm run day` binds them all). */
export const DAY_BINDINGS = Number(process.env['CARD_DESK_DAY_BINDINGS'] ?? 24);

/** How long the station may take to see a card come or go, ms; many times what it does. */
const SEEN_LIMIT_MS = 30_000;

/**
 * Listens until the station tells of readers in which the card with these bytes was identified, or that a presentation is over.
 * Resolves when the page listens, with what waits for it: what brings it about must come after that.
 *
 * @throws Error from the wait, with what was told instead, when it does not come
 */
async function nextReaders(
  page: Page,
  wanted: { readonly identified: string } | { readonly over: number },
): Promise<() => Promise<number>> {
  const listening = await page.evaluateHandle(
    ([what, limitMs]) => {
      const told: string[] = [];
      const event = new Promise<number>((resolve, reject) => {
        setTimeout(() => {
          reject(new Error(`The readers were not told with ${JSON.stringify(what)}, but: ${told.join('; ')}`));
        }, limitMs);
        const stop = window.station.onEvent((each) => {
          const { payload } = JSON.parse(each) as {
            payload: { readers?: { state: { presentationId?: number; identification?: { cardId?: { raw: string } } } }[] };
          };
          if (payload.readers === undefined) return;
          told.push(JSON.stringify(payload.readers).slice(0, 300));
          const states = payload.readers.map(({ state }) => state);
          const presentationId =
            'identified' in what
              ? states.find(({ identification }) => identification?.cardId?.raw === what.identified)?.presentationId
              : states.some((state) => state.presentationId === what.over)
                ? undefined
                : what.over;
          if (presentationId === undefined) return;
          stop();
          resolve(presentationId);
        });
      });
      return { event };
    },
    [wanted, SEEN_LIMIT_MS] as const,
  );
  return () => listening.evaluate(({ event }) => event);
}

/** Binds fresh cards, one after the other, in one slot, until its share of the list is done. */
async function work(page: Page, port: number, requestIds: readonly string[], nextCard: () => string, state: object): Promise<void> {
  for (const requestId of requestIds) {
    const raw = nextCard();
    const identified = await nextReaders(page, { identified: raw });
    const card = await insertCard(port, gidsCard(raw));
    const presentationId = await identified();
    const answer = await confirmBehindTheScreen(page, requestId, presentationId);
    expect(answer).toMatchObject({ ok: true, value: { state, cardId: { raw } } });
    // The service looks at its slots now and then: the next card must not come before it has seen this one go.
    const gone = await nextReaders(page, { over: presentationId });
    await card.remove();
    await gone();
  }
}

/**
 * Binds a fresh card for each request, in all slots side by side.
 *
 * @param nextCard the next card's id, as its bytes in hex
 * @param state what the state of each must be when its confirmation is answered
 */
export async function bindInTurn(page: Page, requestIds: readonly string[], nextCard: () => string, state: object): Promise<void> {
  await Promise.all(
    VPCD_PORTS.map((port, slot) =>
      work(
        page,
        port,
        requestIds.filter((_, place) => place % VPCD_PORTS.length === slot),
        nextCard,
        state,
      ),
    ),
  );
}
