import type { CardId, Identification, IdentificationProblem } from '../../shared/cards.js';
import { toHex, type CardConnection } from '../pcsc/driver.js';
import { isBlank, toCardId, type CardIdReading } from './card-id.js';

/** Result of one reading of a card. */
export interface CardRead {
  readonly identification: Exclude<Identification, { state: 'identifying' }>;
  /**
   * Whether an applet without an id, or one that did not name itself, was passed over for the next. Another program's commands
   * can cause this, so it counts only in exclusive mode.
   */
  readonly isPassedOver: boolean;
}

/**
 * Reads a card's id from each source in order. The first id decides; a second is kept besides. An applet without an id, or with
 * a blank one, lets the next source decide; one whose id could not be read does not, because its id would be the card's.
 * @param known stops at this id
 * @throws PcscError, MalformedResponse
 */
export async function readCard(connection: CardConnection, readings: readonly CardIdReading[], known: CardId | null): Promise<CardRead> {
  let cardId: CardId | null = null;
  let without: IdentificationProblem | null = null;
  let isPassedOver = false;
  let isDoubtful = false;
  let unusual: { readonly statusWord?: string } = {};
  for (const reading of readings) {
    const applet = reading.source === 'contactless-uid' ? {} : { applet: reading.source };
    // A UID can be copied, so it does not replace the id of a present applet.
    if (reading.source === 'contactless-uid' && (cardId !== null || without !== null)) break;
    const finding = await reading.read(connection);
    switch (finding.outcome) {
      case 'absent':
        if (finding.statusWord !== undefined) unusual = { statusWord: finding.statusWord };
        break;
      case 'unnamed':
        isDoubtful = true;
        break;
      case 'found': {
        if (isBlank(finding.raw)) {
          without ??= { code: 'blank-card-id', ...applet };
          break;
        }
        const found = toCardId(finding.raw, reading);
        if (cardId !== null) return { identification: { state: 'identified', cardId, otherId: found }, isPassedOver };
        cardId = found;
        isPassedOver = without !== null || isDoubtful;
        if (known !== null && isSame(cardId, known)) return { identification: { state: 'identified', cardId }, isPassedOver };
        break;
      }
      case 'no-card-id':
        without ??= { code: 'no-card-id', statusWord: finding.statusWord, ...applet };
        break;
      case 'refused':
        if (cardId === null) return unidentified({ code: 'refused', statusWord: finding.statusWord, ...applet });
        break;
      case 'malformed':
        if (cardId === null) return unidentified({ code: 'malformed-card-id', answer: toHex(finding.answer.subarray(0, 256)), ...applet });
        break;
      case 'random-uid':
        return unidentified({ code: 'random-uid' });
    }
  }
  if (cardId !== null) return { identification: { state: 'identified', cardId }, isPassedOver };
  return unidentified(without ?? { code: 'unknown-applet', ...unusual });
}

/** Whether two readings or ids are equal. Both are built here, so their fields have the same order. */
export function isSame<T extends object>(one: T, other: T): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function unidentified(problem: IdentificationProblem): CardRead {
  return { identification: { state: 'unidentified', problem }, isPassedOver: false };
}
