import type { CardId, Identification, IdentificationProblem } from '../../shared/cards.js';
import { toHex, type CardConnection } from '../pcsc/driver.js';
import { isBlank, toCardId, type CardIdReading } from './card-id.js';

/** What one reading of a card came to. */
export interface CardRead {
  readonly identification: Exclude<Identification, { state: 'identifying' }>;
  /**
   * Whether an applet was passed over for the id of the next, because it has none or does not name itself. What another
   * program sends in between can make an applet look so: this counts only where no other program could.
   */
  readonly isPassedOver: boolean;
}

/**
 * Asks a card for its id in each way there is, in that order. The first id decides, and a second one is kept beside it. An
 * applet that has none, or a blank one, hides no id of the next; one whose id could not be read does, for its id would be
 * the card's.
 *
 * @param known an id that the card may stop at: nothing after it is asked for
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
    // A number that can be copied stands in for no applet that is there.
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

/** Whether two readings, or two ids, say the same. Both were made here, so that their fields come in one order. */
export function isSame<T extends object>(one: T, other: T): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function unidentified(problem: IdentificationProblem): CardRead {
  return { identification: { state: 'unidentified', problem }, isPassedOver: false };
}
