import type { CardId, Identification } from '../../shared/cards.js';
import { fail, ok } from '../../shared/result.js';

/** The id of the card of a presentation, for a call about it. @param identification undefined where the presentation is over */
export function identifiedCard(identification: Identification | undefined) {
  if (identification === undefined) return fail({ code: 'card-left' as const });
  if (identification.state === 'identified') return ok<CardId>(identification.cardId);
  return fail({ code: 'card-unidentified' as const, problem: identification.state === 'unidentified' ? identification.problem : null });
}
