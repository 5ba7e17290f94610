import * as z from 'zod';
import { archivedBindingSchema, type ArchivedBinding } from './archive.js';
import { bindingViewSchema, type BindingView } from './bindings.js';
import type { CallTable } from './call.js';
import { cmErrorSchema, type CmError } from './errors.js';
import { guidSchema } from './ids.js';
import { presentationIdSchema } from './readers.js';
import type { StockJudgement } from './stock.js';

/** A smartcard that the server keeps of a card. */
const knownSmartcardSchema = z.strictObject({
  smartcardId: guidSchema,
  /** Not documented: shown as a number. The pages' examples: 2 just bound, 3 in use, 6 retired. */
  status: z.int(),
  /** Whose it is; null: nobody's. */
  owner: z.strictObject({ userId: guidSchema, name: z.string().nullable() }).nullable(),
});

/** What the server says of a card. */
export const cardAtServerSchema = z.discriminatedUnion('state', [
  /** It shows no smartcard with this id, which may also mean: none that this account may see (get smart card profiles page, 204). */
  z.strictObject({ state: z.literal('not-shown') }),
  /** `isInTheWay`: it keeps the card from being bound, by the settings. */
  z.strictObject({ state: z.literal('known'), smartcard: knownSmartcardSchema, isInTheWay: z.boolean(), isRecycled: z.boolean() }),
  /** It could not be asked. */
  z.strictObject({ state: z.literal('silent'), error: cmErrorSchema }),
]);
export type CardAtServer = z.infer<typeof cardAtServerSchema>;

/** The calls of this feature: a part of the contract's table. */
export const cardStandingCalls = {
  /** The binding that claims the card of a presentation, of all this station ever made, or what is known of one that was archived; asks the journal alone. */
  'cards/boundHere': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ presentationId: presentationIdSchema }),
    value: z.strictObject({ claim: bindingViewSchema.nullable(), archived: archivedBindingSchema.optional() }),
  },
  /** What the server says of the card of a presentation; takes as long as the server does. */
  'cards/atServer': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ presentationId: presentationIdSchema }),
    value: cardAtServerSchema,
  },
} as const satisfies CallTable;

/** What is known of a card; null where the answer has not come. */
export interface CardKnown {
  /** By the journal; null and absent where nothing claims it. */
  readonly here: { readonly claim: BindingView | null; readonly archived?: ArchivedBinding | undefined } | null;
  readonly atServer: CardAtServer | null;
  readonly stock: StockJudgement | null;
  /** The newest binding of this station with the card, where the server refused it and nobody has closed it; null else. */
  readonly refusal: BindingView | null;
}

/**
 * How a card stands, from what weighs most.
 * - `asking`: the journal has not answered, so nothing can be said.
 * - `queued`, `unconfirmed`, `attention`, `bound-here`: a binding of this station claims it.
 * - `bound-archived`: a binding of this station claims it that was taken into an archive, which says to whom.
 * - `lost`: the card stock says so.
 * - `at-server`: the server shows it as somebody's.
 * - `refused`: the server refused to bind it to a request, and nothing is known against the card itself.
 * - `here-free`: nothing claims it here; the server is being asked, or could not be asked.
 * - `reusable`: it was retired at the server, and the settings let it be bound again.
 * - `free`: nothing claims it here, and the server shows nothing against it.
 */
export type CardStanding =
  | { readonly standing: 'asking' }
  | { readonly standing: 'queued' | 'unconfirmed' | 'attention'; readonly binding: BindingView }
  /** `isAsked`: the server has been asked, or cannot be, so that this will not turn out to be a card that may be used again. */
  | { readonly standing: 'bound-here'; readonly binding: BindingView; readonly isAsked: boolean }
  | { readonly standing: 'bound-archived'; readonly archived: ArchivedBinding; readonly isAsked: boolean }
  | { readonly standing: 'lost' }
  | { readonly standing: 'at-server'; readonly smartcard: z.infer<typeof knownSmartcardSchema>; readonly refusal: BindingView | null }
  | { readonly standing: 'refused'; readonly binding: BindingView; readonly server: CardAtServer['state'] | null }
  | { readonly standing: 'here-free'; readonly error: CmError | null }
  | { readonly standing: 'reusable'; readonly status: number }
  | { readonly standing: 'free'; readonly isShown: boolean };

/** Returns how a card stands. It is good news only where both the journal and the server have answered. */
export function cardStanding({ here, atServer, stock, refusal }: CardKnown): CardStanding {
  if (here === null) return { standing: 'asking' };
  const isRecycled = atServer?.state === 'known' && atServer.isRecycled;
  const { claim, archived } = here;
  // A card that was bound here and retired since is spoken of as the server has it.
  if (claim !== null && !(claim.state.state === 'bound' && isRecycled)) return claimStanding(claim, atServer !== null);
  if (archived !== undefined && !isRecycled) return { standing: 'bound-archived', archived, isAsked: atServer !== null };
  if (stock?.reason === 'lost') return { standing: 'lost' };
  // What the server has against the card itself says more than that it refused it.
  if (atServer?.state === 'known' && atServer.isInTheWay) return { standing: 'at-server', smartcard: atServer.smartcard, refusal };
  if (refusal !== null) return { standing: 'refused', binding: refusal, server: atServer?.state ?? null };
  if (atServer === null) return { standing: 'here-free', error: null };
  switch (atServer.state) {
    case 'silent':
      return { standing: 'here-free', error: atServer.error };
    case 'not-shown':
      return { standing: 'free', isShown: false };
    case 'known':
      return isRecycled ? { standing: 'reusable', status: atServer.smartcard.status } : { standing: 'free', isShown: true };
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
    // The others claim no card once they have ended.
    default:
      return { standing: 'queued', binding };
  }
}

/**
 * Whether a card that stands like this is refused for every request, whoever approves it, so that another one must be taken. A
 * second person may approve a lost one that was found again.
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
