import * as z from 'zod';
import type { CallTable } from './call.js';
import { atrSchema } from './ids.js';
import { applicationIdentifiers } from './atr/historical-bytes.js';
import type { Atr } from './atr/parse.js';

/**
 * What sort of card it is.
 * - `gids`: Generic Identity Device Specification, the card Windows' own minidriver makes.
 * - `piv`: NIST SP 800-73.
 * - `cac`: Common Access Card of the US Department of Defense; most of them hold a PIV application as well.
 * - `storage`: memory or files without an application that could be asked for an id (MIFARE, ICODE, FeliCa).
 * - `fido`: FIDO2 or U2F and nothing else.
 * - `unknown`: the ATR does not tell.
 */
export const cardKindSchema = z.enum(['gids', 'piv', 'cac', 'storage', 'fido', 'unknown']);
export type CardKind = z.infer<typeof cardKindSchema>;

/** Kinds of card the administrator expects, by a profile template's name or id. */
export const expectedKindsSchema = z.record(z.string().min(1), z.array(cardKindSchema.exclude(['unknown'])).min(1));
export type ExpectedKinds = z.infer<typeof expectedKindsSchema>;

/**
 * The kinds a profile template takes where a card is of none of them; null where the card is as expected, or nothing is.
 *
 * @param profileTemplate its id counts before its name, both in capitals or not
 */
export function expectedInstead(
  expected: ExpectedKinds,
  profileTemplate: { readonly profileTemplateId: string; readonly name: string | null },
  kind: CardKind,
): readonly CardKind[] | null {
  const rules = new Map(Object.entries(expected).map(([template, kinds]) => [template.toLowerCase(), kinds]));
  const kinds = rules.get(profileTemplate.profileTemplateId.toLowerCase()) ?? rules.get(profileTemplate.name?.toLowerCase() ?? '');
  return kinds === undefined || kinds.some((one) => one === kind) ? null : kinds;
}

/** What is known of a card by its ATR: names, best first, and a hint of its kind. Both are hints, never proof. */
export const cardKnowledgeSchema = z.strictObject({ names: z.array(z.string()), kindHint: cardKindSchema });
export type CardKnowledge = z.infer<typeof cardKnowledgeSchema>;

/** Application identifiers, by how they begin, and the kind of card that names one in its ATR. */
const applications: readonly (readonly [prefix: string, kind: CardKind])[] = [
  // Microsoft's RID and `BTFY` (GIDS 2.0 §3.2); the version follows.
  ['a00000039742544659', 'gids'],
  // NIST's RID and the PIV card application (SP 800-73-4 part 1 §2.2); the version follows.
  ['a00000030800001000', 'piv'],
  // The RID of the US Department of Defense (GSC-IS 2.1).
  ['a000000079', 'cac'],
  // FIDO (CTAP 2.1 §11.3.3).
  ['a0000006472f0001', 'fido'],
];

/**
 * The kind of card as far as its ATR itself tells: by the application it names in its historical bytes (ISO/IEC 7816-4
 * §8.1.1.2), or by the storage card a contactless reader says it is (PC/SC part 3). A hint: only the card's applications,
 * asked, are certain.
 */
export function kindFromAtr(atr: Atr): CardKind {
  if (atr.contactless?.form === 'storage') return 'storage';
  for (const aid of applicationIdentifiers(atr.historicalBytes.content)) {
    const application = applications.find(([prefix]) => aid.startsWith(prefix));
    if (application !== undefined) return application[1];
  }
  return 'unknown';
}

/** The calls of this feature: a part of the contract's table. */
export const cardCalls = {
  /** What is known of a card by its ATR. The first time of all this may read a long list. */
  'cards/lookUp': { role: 'viewer', opensDialog: false, request: z.strictObject({ atr: atrSchema }), value: cardKnowledgeSchema },
} as const satisfies CallTable;
