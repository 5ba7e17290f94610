import * as z from 'zod';
import { cardKindSchema, type CardKind } from './card-kind.js';
import { guidSchema, hexSchema } from './ids.js';

/** Applets that a card id can be read from. */
export const appletSchema = z.enum(['piv', 'gids']);

/**
 * Source of a card id.
 * - `piv`: the GUID in the card holder unique identifier of a PIV applet (NIST SP 800-73-4 part 1 §3.1.2).
 * - `gids`: data object DF20 (`cardid`) of a GIDS applet.
 * - `contactless-uid`: the UID a contactless reader gives (PC/SC part 3 §3.2.2.1.3). It is not set by the card's owner and
 * proves nothing; allowed only for readers that the administrator names.
 */
export const cardIdSourceSchema = z.enum([...appletSchema.options, 'contactless-uid']);
export type CardIdSource = z.infer<typeof cardIdSourceSchema>;

/**
 * How the raw bytes are written as text.
 * - `windows-guid`: the first three groups byte-swapped, as Windows' Base CSP shows a card's GUID.
 * - `rfc4122`: the bytes in their order.
 * - `zero-padded`: fewer than 16 bytes, in order, followed by zeros.
 */
export const byteOrderSchema = z.enum(['windows-guid', 'rfc4122', 'zero-padded']);

/** A card id with everything it was made from, so that a person can check it. */
export const cardIdSchema = z.strictObject({
  /** The text sent to the CM API as `cardid`. */
  text: guidSchema,
  /** The bytes as the card returned them. */
  raw: hexSchema,
  byteOrder: byteOrderSchema,
  source: cardIdSourceSchema,
});
export type CardId = z.infer<typeof cardIdSchema>;

/** SW1 and SW2 (ISO/IEC 7816-4 §5.6). */
const statusWordSchema = z.string().regex(/^[0-9a-f]{4}$/);

/**
 * Why a present card has no id. Each is shown to the operator, and such a card cannot be bound.
 * - `unknown-applet`: no applet with a readable id answered; `kind` is the likely kind of card, `statusWord` how the card
 * refused every applet if it did so in an unusual way, as a blocked or terminated card does.
 * - `no-card-id`: the applet exists but its card id is missing (status word kept).
 * - `refused`: the applet exists and answered SELECT or the request for its id with this status word.
 * - `malformed-card-id`: the card's answer is not a 16-byte id, or two reads differed.
 * - `blank-card-id`: the id is all zeros or all ones.
 * - `random-uid`: a contactless card that gives another UID each time (ISO 14443-3 §6.4.4: 4 bytes beginning with 08).
 * - `in-use`: another program holds the card or keeps resetting it.
 * - `removed`: the card left while it was being read.
 * - `communication`: the reader reported an error while the card was still there.
 * - `timeout`: the card did not answer a command within the time limit.
 *
 * `applet` is the applet that answered, if any.
 */
export const identificationProblemSchema = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('unknown-applet'), kind: cardKindSchema.optional(), statusWord: statusWordSchema.optional() }),
  z.strictObject({ code: z.literal('no-card-id'), statusWord: statusWordSchema, applet: appletSchema.optional() }),
  z.strictObject({ code: z.literal('refused'), statusWord: statusWordSchema, applet: appletSchema.optional() }),
  z.strictObject({ code: z.literal('malformed-card-id'), answer: hexSchema, applet: appletSchema.optional() }),
  z.strictObject({ code: z.literal('blank-card-id'), applet: appletSchema.optional() }),
  z.strictObject({ code: z.literal('random-uid') }),
  z.strictObject({ code: z.literal('in-use') }),
  z.strictObject({ code: z.literal('removed') }),
  z.strictObject({ code: z.literal('communication'), pcscCode: z.int().nullable() }),
  z.strictObject({ code: z.literal('timeout'), limitMs: z.int().positive() }),
]);
export type IdentificationProblem = z.infer<typeof identificationProblemSchema>;

/**
 * State of reading a card's id. A card with two ids is known by the one that Windows shows; `otherId` is the other one, shown
 * beside it.
 */
export const identificationSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('identifying') }),
  z.strictObject({ state: z.literal('identified'), cardId: cardIdSchema, otherId: cardIdSchema.optional() }),
  z.strictObject({ state: z.literal('unidentified'), problem: identificationProblemSchema }),
]);
export type Identification = z.infer<typeof identificationSchema>;

/** An applet as source determines the kind of card, whatever else is on it. */
const kindBySource: Readonly<Record<CardIdSource, CardKind | null>> = { gids: 'gids', piv: 'piv', 'contactless-uid': null };

/**
 * Returns the kind of card: by the applet that answered, otherwise by the hint.
 *
 * @param hint what the ATR suggests
 */
export function kindOf(identification: Identification, hint: CardKind): CardKind {
  switch (identification.state) {
    case 'identifying':
      return hint;
    case 'identified':
      return kindOfApplet(identification.cardId.source, hint);
    case 'unidentified': {
      const { problem } = identification;
      if ('applet' in problem && problem.applet !== undefined) return kindOfApplet(problem.applet, hint);
      const asked = problem.code === 'unknown-applet' ? problem.kind : undefined;
      return asked === undefined || asked === 'unknown' ? hint : asked;
    }
  }
}

/** Common Access Cards have a PIV application. */
function kindOfApplet(source: CardIdSource, hint: CardKind): CardKind {
  return hint === 'cac' ? hint : (kindBySource[source] ?? hint);
}
