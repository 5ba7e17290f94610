import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { confirmDirectly } from './confirm-directly.js';
import { insertCard, VPCD_PORTS } from './vpcd.js';

/** A full day is 400; a normal test run uses fewer (`npm run day` binds them all). */
export const DAY_BINDINGS = Number(process.env['CARD_DESK_DAY_BINDINGS'] ?? 24);

/** How long the station may take to notice a card coming or going, ms; many times what it takes. */
const SEEN_LIMIT_MS = 30_000;

/**
 * Waits until the station reports readers in which the card with these bytes was identified, or that a presentation is over.
 * Resolves once the page listens, with the promise to wait for; trigger the change only then.
 *
 * @throws Error from that promise, with what was reported instead, if it does not come
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
    const answer = await confirmDirectly(page, requestId, presentationId);
    expect(answer).toMatchObject({ ok: true, value: { state, cardId: { raw } } });
    // The service polls its slots: it must have seen this card go before the next one comes.
    const gone = await nextReaders(page, { over: presentationId });
    await card.remove();
    await gone();
  }
}

/**
 * Binds a fresh card for each request, in all slots in parallel.
 *
 * @param nextCard returns the next card's id, as bytes in hex
 * @param state expected state of each binding when its confirmation is answered
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
