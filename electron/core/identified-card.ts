import type { CardId, Identification } from '../../shared/cards.js';
import { fail, ok } from '../../shared/result.js';

/** Returns the card id of a presentation, or why there is none. @param identification undefined if the presentation is over */
export function identifiedCard(identification: Identification | undefined) {
  if (identification === undefined) return fail({ code: 'card-left' as const });
  if (identification.state === 'identified') return ok<CardId>(identification.cardId);
  return fail({ code: 'card-unidentified' as const, problem: identification.state === 'unidentified' ? identification.problem : null });
}
