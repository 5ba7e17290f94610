import type { Page } from 'playwright-core';
import type { OperatorView } from '../shared/bindings.js';
import { snapshotOf } from './second-person.js';

/** What the page sends when an operator confirms: a request and a card, and what they saw of both. */
export interface Confirmation {
  readonly requestId: string;
  readonly presentationId: number;
  readonly seen: OperatorView;
}

/** Returns what the page would send for a request and a card as they are on the screen now. */
export async function confirmationOnScreen(page: Page, requestId: string, presentationId: number, cardId?: string): Promise<Confirmation> {
  const { requests, readers } = await snapshotOf(page);
  const request = requests.find((one) => one.requestId === requestId);
  const card = readers.flatMap(({ state }) =>
    state.state === 'card' && state.presentationId === presentationId && state.identification.state === 'identified'
      ? [state.identification.cardId.text]
      : [],
  )[0];
  if (request === undefined) throw new Error('The request is not on the screen');
  return {
    requestId,
    presentationId,
    seen: {
      userId: request.person.userId,
      profileTemplateId: request.profileTemplate.profileTemplateId,
      cardId: cardId ?? card ?? requestId,
    },
  };
}

/** Asks the main process to bind with a direct call, bypassing the page's own rules. */
export async function confirmDirectly(page: Page, requestId: string, presentationId: number): Promise<unknown> {
  const confirmed = await confirmationOnScreen(page, requestId, presentationId);
  return page.evaluate((request) => window.station.call('bindings/confirm', request), confirmed);
}
