import * as z from 'zod';
import type { CallTable } from './call.js';
import { atrSchema } from './ids.js';
import { applicationIdentifiers } from './atr/historical-bytes.js';
import type { Atr } from './atr/parse.js';

/**
 * Kind of card.
 * - `gids`: Generic Identity Device Specification, the card of Windows' own minidriver.
 * - `piv`: NIST SP 800-73.
 * - `cac`: Common Access Card of the US Department of Defense; most hold a PIV application as well.
 * - `storage`: memory or files without an application to read an id from (MIFARE, ICODE, FeliCa).
 * - `fido`: FIDO2 or U2F only.
 * - `unknown`: the ATR does not tell.
 */
export const cardKindSchema = z.enum(['gids', 'piv', 'cac', 'storage', 'fido', 'unknown']);
export type CardKind = z.infer<typeof cardKindSchema>;

/** Card kinds that the administrator expects, by profile template name or id. */
export const expectedKindsSchema = z.record(z.string().min(1), z.array(cardKindSchema.exclude(['unknown'])).min(1));
export type ExpectedKinds = z.infer<typeof expectedKindsSchema>;

/**
 * Returns the kinds that a profile template expects if the card's kind is not one of them; null otherwise.
 *
 * @param profileTemplate matched by id first, then by name, ignoring case
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

/** What a card's ATR suggests: names, best first, and a kind. Both are hints, never proof. */
export const cardKnowledgeSchema = z.strictObject({ names: z.array(z.string()), kindHint: cardKindSchema });
export type CardKnowledge = z.infer<typeof cardKnowledgeSchema>;

/** Application identifiers by prefix, and the kind of card that has one in its ATR. */
const applications: readonly (readonly [prefix: string, kind: CardKind])[] = [
  // Microsoft's RID and `BTFY` (GIDS 2.0 §3.2), followed by the version.
  ['a00000039742544659', 'gids'],
  // NIST's RID and the PIV card application (SP 800-73-4 part 1 §2.2), followed by the version.
  ['a00000030800001000', 'piv'],
  // The RID of the US Department of Defense (GSC-IS 2.1).
  ['a000000079', 'cac'],
  // FIDO (CTAP 2.1 §11.3.3).
  ['a0000006472f0001', 'fido'],
];

/**
 * Returns the kind of card as far as its ATR tells: by an application in its historical bytes (ISO/IEC 7816-4 §8.1.1.2), or
 * by the storage card that a contactless reader reports (PC/SC part 3). A hint only: the applications themselves decide.
 */
export function kindFromAtr(atr: Atr): CardKind {
  if (atr.contactless?.form === 'storage') return 'storage';
  for (const aid of applicationIdentifiers(atr.historicalBytes.content)) {
    const application = applications.find(([prefix]) => aid.startsWith(prefix));
    if (application !== undefined) return application[1];
  }
  return 'unknown';
}

/** Calls of this feature, merged into the contract. */
export const cardCalls = {
  /** Returns what is known about a card by its ATR. The first call may read a long list. */
  'cards/lookUp': { role: 'viewer', opensDialog: false, request: z.strictObject({ atr: atrSchema }), value: cardKnowledgeSchema },
} as const satisfies CallTable;
