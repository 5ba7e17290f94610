import * as z from 'zod';
import { archivedBindingSchema, type ArchivedBinding } from './archive.js';
import { bindingViewSchema, type BindingView } from './bindings.js';
import type { CallTable } from './call.js';
import { cmErrorSchema, type CmError } from './errors.js';
import { guidSchema } from './ids.js';
import { presentationIdSchema } from './readers.js';
import type { StockJudgement } from './stock.js';

/** A smartcard that the server has on record for a card. */
const knownSmartcardSchema = z.strictObject({
  smartcardId: guidSchema,
  /** Not documented: shown as a number. Examples in the documentation: 2 just bound, 3 in use, 6 retired. */
  status: z.int(),
  /** The owner; null if it belongs to no one. */
  owner: z.strictObject({ userId: guidSchema, name: z.string().nullable() }).nullable(),
});

/** What the server says about a card. */
export const cardAtServerSchema = z.discriminatedUnion('state', [
  /** The server shows no smartcard with this id. This account may also lack the right to see it (get smart card profiles page, 204). */
  z.strictObject({ state: z.literal('not-shown') }),
  /** `isInTheWay`: by the settings, this smartcard prevents the card from being bound. */
  z.strictObject({ state: z.literal('known'), smartcard: knownSmartcardSchema, isInTheWay: z.boolean(), isReusable: z.boolean() }),
  /** The server could not be asked. */
  z.strictObject({ state: z.literal('silent'), error: cmErrorSchema }),
]);
export type CardAtServer = z.infer<typeof cardAtServerSchema>;

/** Calls of this feature, merged into the contract. */
export const cardStandingCalls = {
  /**
   * Returns the binding that has the card of a presentation, among all this station ever made, or what is known about an
   * archived one. Asks only the journal.
   */
  'cards/boundHere': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ presentationId: presentationIdSchema }),
    value: z.strictObject({ claim: bindingViewSchema.nullable(), archived: archivedBindingSchema.optional() }),
  },
  /** Returns what the server says about the card of a presentation; takes as long as the server does. */
  'cards/atServer': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ presentationId: presentationIdSchema }),
    value: cardAtServerSchema,
  },
} as const satisfies CallTable;

/** What is known about a card; null where no answer has come. */
export interface CardKnown {
  /** From the journal; null and absent if no binding has the card. */
  readonly here: { readonly claim: BindingView | null; readonly archived?: ArchivedBinding | undefined } | null;
  readonly atServer: CardAtServer | null;
  readonly stock: StockJudgement | null;
  /** The newest binding of this station with the card, if the server refused it and it is not closed; null otherwise. */
  readonly refusal: BindingView | null;
}

/**
 * What the station and the server know against a card, most important first.
 * - `asking`: the journal has not answered yet.
 * - `queued`, `unconfirmed`, `attention`, `bound-here`: a binding of this station has the card.
 * - `bound-archived`: an archived binding of this station has it; the archive names the person.
 * - `lost`: lost according to the card stock.
 * - `at-server`: the server shows it as belonging to someone.
 * - `refused`: the server refused to bind it to a request; nothing is known against the card itself.
 * - `here-free`: no binding here; the server is being asked or could not be asked.
 * - `reusable`: retired at the server, and the settings allow binding it again.
 * - `free`: no binding here, and the server shows nothing against it.
 */
export type CardStanding =
  | { readonly standing: 'asking' }
  | { readonly standing: 'queued' | 'unconfirmed' | 'attention'; readonly binding: BindingView }
  /** `isAsked`: the server was asked, or cannot be, so this will not turn out to be a reusable card. */
  | { readonly standing: 'bound-here'; readonly binding: BindingView; readonly isAsked: boolean }
  | { readonly standing: 'bound-archived'; readonly archived: ArchivedBinding; readonly isAsked: boolean }
  | { readonly standing: 'lost' }
  | { readonly standing: 'at-server'; readonly smartcard: z.infer<typeof knownSmartcardSchema>; readonly refusal: BindingView | null }
  | { readonly standing: 'refused'; readonly binding: BindingView; readonly server: CardAtServer['state'] | null }
  | { readonly standing: 'here-free'; readonly error: CmError | null }
  | { readonly standing: 'reusable'; readonly status: number }
  | { readonly standing: 'free'; readonly isShown: boolean };

/** Returns the standing of a card. Favorable only once both the journal and the server have answered. */
export function cardStanding({ here, atServer, stock, refusal }: CardKnown): CardStanding {
  if (here === null) return { standing: 'asking' };
  const isReusable = atServer?.state === 'known' && atServer.isReusable;
  const { claim, archived } = here;
  // A card that was bound here and retired since is shown as the server has it.
  if (claim !== null && !(claim.state.state === 'bound' && isReusable)) return claimStanding(claim, atServer !== null);
  if (archived !== undefined && !isReusable) return { standing: 'bound-archived', archived, isAsked: atServer !== null };
  if (stock?.reason === 'lost') return { standing: 'lost' };
  // What the server has against the card itself is more specific than its refusal.
  if (atServer?.state === 'known' && atServer.isInTheWay) return { standing: 'at-server', smartcard: atServer.smartcard, refusal };
  if (refusal !== null) return { standing: 'refused', binding: refusal, server: atServer?.state ?? null };
  if (atServer === null) return { standing: 'here-free', error: null };
  switch (atServer.state) {
    case 'silent':
      return { standing: 'here-free', error: atServer.error };
    case 'not-shown':
      return { standing: 'free', isShown: false };
    case 'known':
      return isReusable ? { standing: 'reusable', status: atServer.smartcard.status } : { standing: 'free', isShown: true };
  }
}

function claimStanding(binding: BindingView, isAsked: boolean): CardStanding {
  switch (binding.state.state) {
    case 'bound':
      return { standing: 'bound-here', binding, isAsked };
    case 'uncertain':
      return { standing: 'unconfirmed', binding };
    case 'attention':
      return { standing: 'attention', binding };
    // Bindings in other states no longer hold the card.
    default:
      return { standing: 'queued', binding };
  }
}

/**
 * Returns whether a card with this standing is refused for every request, even with approval, so that another card is needed.
 * A lost card is not: a second person may approve one that was found again.
 */
export function isInTheWay(standing: CardStanding): boolean {
  switch (standing.standing) {
    case 'queued':
    case 'unconfirmed':
    case 'attention':
    case 'at-server':
      return true;
    case 'bound-here':
    case 'bound-archived':
      return standing.isAsked;
    case 'asking':
    case 'lost':
    case 'here-free':
    case 'refused':
    case 'reusable':
    case 'free':
      return false;
  }
}
