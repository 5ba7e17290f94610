import { ok } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import type { CardCatalogue } from './catalogue.js';

/** Answers the call that looks up a card by its ATR. */
export function catalogueHandlers({ catalogue }: { readonly catalogue: Pick<CardCatalogue, 'lookUp'> }): Pick<Handlers, 'cards/lookUp'> {
  return { 'cards/lookUp': async ({ atr }) => ok(await catalogue.lookUp(atr)) };
}
