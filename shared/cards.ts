import * as z from 'zod';
import { cardKindSchema, type CardKind } from './card-kind.js';
import { guidSchema, hexSchema } from './ids.js';

/** The applets that an id is read from. */
export const appletSchema = z.enum(['piv', 'gids']);

/**
 * Where a card id was read from.
 * - `piv`: the GUID in the card holder unique identifier of a PIV applet (NIST SP 800-73-4 part 1 §3.1.2).
 * - `gids`: data object DF20 (`cardid`) of a GIDS applet.
 * - `contactless-uid`: the UID a contactless reader gives (PC/SC part 3 §3.2.2.1.3). No id of the card's owner, and no
 *   proof of anything: only where the administrator allows it for that reader.
 */
export const cardIdSourceSchema = z.enum([...appletSchema.options, 'contactless-uid']);
export type CardIdSource = z.infer<typeof cardIdSourceSchema>;

/**
 * How the raw bytes became the text.
 * - `windows-guid`: the first three groups byte-swapped, as Windows' Base CSP shows a card's GUID.
 * - `rfc4122`: the bytes in their order.
 * - `zero-padded`: fewer than 16 bytes, in their order, zeros after them.
 */
export const byteOrderSchema = z.enum(['windows-guid', 'rfc4122', 'zero-padded']);

/** A card id with everything it was made from, kept together so that it can be checked by eye. */
export const cardIdSchema = z.strictObject({
  /** The text the CM API is told as `cardid`. */
  text: guidSchema,
  /** The bytes as the card gave them. */
  raw: hexSchema,
  byteOrder: byteOrderSchema,
  source: cardIdSourceSchema,
});
export type CardId = z.infer<typeof cardIdSchema>;

/** SW1 and SW2 (ISO/IEC 7816-4 §5.6). */
const statusWordSchema = z.string().regex(/^[0-9a-f]{4}$/);

/**
 * Why a present card has no id. Each is shown to the operator in words, and such a card cannot be bound.
 * - `unknown-applet`: no applet we can read an id from answered; `kind` says what sort of card it looks like, `statusWord`
 *   how the card refused every applet where it did so in an unusual way, as a blocked or terminated card does.
 * - `no-card-id`: the applet is there, its card id is missing (status word kept).
 * - `refused`: the applet is there, and answered with this status word when it was selected or asked for its id.
 * - `malformed-card-id`: the card answered something that is not a 16-byte id, or two reads differed.
 * - `blank-card-id`: the id is all zeros or all ones.
 * - `random-uid`: a contactless card that gives another UID each time (ISO 14443-3 §6.4.4: 4 bytes beginning with 08).
 * - `in-use`: another program holds the card, or resets it again and again.
 * - `removed`: the card left while it was read.
 * - `communication`: the reader reported a fault while the card was still there.
 * - `timeout`: the card did not answer a command within the time limit.
 *
 * `applet` is the one that answered, where one did.
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
 * How far the reading of a card's id has come. A card that holds two ids is known by the one that Windows shows;
 * `otherId` is the other, to be shown beside it.
 */
export const identificationSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('identifying') }),
  z.strictObject({ state: z.literal('identified'), cardId: cardIdSchema, otherId: cardIdSchema.optional() }),
  z.strictObject({ state: z.literal('unidentified'), problem: identificationProblemSchema }),
]);
export type Identification = z.infer<typeof identificationSchema>;

/** The sources that are applets make the card of their kind, whatever else is on it. */
const kindBySource: Readonly<Record<CardIdSource, CardKind | null>> = { gids: 'gids', piv: 'piv', 'contactless-uid': null };

/**
 * What sort of card it is: by what answered on it, else by the hint.
 *
 * @param hint what the ATR tells
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

/** Common Access Cards carry a PIV application. */
function kindOfApplet(source: CardIdSource, hint: CardKind): CardKind {
  return hint === 'cac' ? hint : (kindBySource[source] ?? hint);
}
