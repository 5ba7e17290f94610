import * as z from 'zod';
import shippedCards from '../../assets/atr-catalogue.json' with { type: 'json' };
import { applicationIdentifiers } from '../../shared/atr/historical-bytes.js';
import { parseAtr, type Atr } from '../../shared/atr/parse.js';
import { cardKindSchema, kindFromAtr, type CardKnowledge } from '../../shared/card-kind.js';
import { hexSchema } from '../../shared/ids.js';
import { readAtrList, type AtrList } from './catalogue-list.js';

const someHex = hexSchema.min(2);
const said = { name: z.string().min(1), kind: cardKindSchema };

/**
 * An entry of `assets/atr-catalogue.json`: matches the whole ATR, the start of its historical bytes, or the start of an
 * application identifier in them (ISO/IEC 7816-4 §8.1.1). With a mask, only its set bits count.
 */
const cardSchema = z.union([
  z.strictObject({ atr: someHex, mask: someHex.optional(), ...said }).refine(isMaskWhole('atr')),
  z.strictObject({ historicalBytes: someHex, mask: someHex.optional(), ...said }).refine(isMaskWhole('historicalBytes')),
  z.strictObject({ aid: someHex, ...said }),
]);
type CatalogueCard = z.infer<typeof cardSchema>;

/** The catalogue; the first match counts. */
export const catalogueSchema = z.strictObject({ cards: z.array(cardSchema) });

export interface CardCatalogueDeps {
  /** Lists of pcsc-tools to try, see `atrListFiles`; the first readable one counts. */
  readonly listFiles: readonly string[];
  /** Called once for a list that exists but cannot be read; the next one is tried. */
  readonly onFault: (file: string, error: unknown) => void;
}

/** Identifies a card's product by its ATR: from the station's catalogue, the ATR itself, and the system's list. */
export class CardCatalogue {
  private readonly cards = catalogueSchema.parse(shippedCards).cards;
  private list: Promise<AtrList | null> | undefined;

  constructor(private readonly deps: CardCatalogueDeps) {}

  /**
   * Looks up an ATR. The system's list is read on first use and cached.
   * @param hex any text; an invalid ATR gives no names and an unknown kind
   */
  async lookUp(hex: string): Promise<CardKnowledge> {
    const atr = parseAtr(hex);
    const card = this.cards.find((candidate) => fits(candidate, atr));
    if (card !== undefined) return { names: [card.name], kindHint: card.kind };
    const kindHint = kindFromAtr(atr);
    if (atr.contactless?.form === 'storage' && atr.contactless.name !== null) {
      return { names: [atr.contactless.name], kindHint };
    }
    this.list ??= this.readList();
    return { names: (await this.list)?.find(atr.bytes) ?? [], kindHint };
  }

  private async readList(): Promise<AtrList | null> {
    for (const file of this.deps.listFiles) {
      try {
        const list = await readAtrList(file);
        if (list !== null) return list;
      } catch (error) {
        this.deps.onFault(file, error);
      }
    }
    return null;
  }
}

function fits(card: CatalogueCard, atr: Atr): boolean {
  if ('aid' in card) return applicationIdentifiers(atr.historicalBytes.content).some((aid) => aid.startsWith(card.aid));
  if ('atr' in card) return atr.bytes.length === card.atr.length && beginsWith(atr.bytes, card.atr, card.mask);
  return beginsWith(atr.historicalBytes.bytes, card.historicalBytes, card.mask);
}

/** All hex; the mask is as long as the pattern. */
function beginsWith(hex: string, pattern: string, mask = 'f'.repeat(pattern.length)): boolean {
  if (hex.length < pattern.length) return false;
  const digit = (text: string, index: number) => parseInt(text.charAt(index), 16);
  for (let index = 0; index < pattern.length; index++) {
    if (((digit(hex, index) ^ digit(pattern, index)) & digit(mask, index)) !== 0) return false;
  }
  return true;
}

function isMaskWhole<K extends string>(key: K) {
  return (card: Readonly<Record<K, string>> & { readonly mask?: string | undefined }) =>
    card.mask === undefined || card.mask.length === card[key].length;
}
