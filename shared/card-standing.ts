import * as z from 'zod';
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
  /** The binding that claims the card of a presentation, of all this station ever made; asks the journal alone. */
  'cards/boundHere': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ presentationId: presentationIdSchema }),
    value: z.strictObject({ claim: bindingViewSchema.nullable() }),
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
  /** By the journal; `claim` is null where nothing claims it. */
  readonly here: { readonly claim: BindingView | null } | null;
  readonly atServer: CardAtServer | null;
  readonly stock: StockJudgement | null;
}

/**
 * How a card stands, from what weighs most.
 * - `asking`: the journal has not answered, so nothing can be said.
 * - `queued`, `unconfirmed`, `attention`, `bound-here`: a binding of this station claims it.
 * - `lost`: the card stock says so.
 * - `at-server`: the server shows it as somebody's.
 * - `here-free`: nothing claims it here; the server is being asked, or could not be asked.
 * - `reusable`: it was retired at the server, and the settings let it be bound again.
 * - `free`: nothing claims it here, and the server shows nothing against it.
 */
export type CardStanding =
  | { readonly standing: 'asking' }
  | { readonly standing: 'queued' | 'unconfirmed' | 'attention' | 'bound-here'; readonly binding: BindingView }
  | { readonly standing: 'lost' }
  | { readonly standing: 'at-server'; readonly smartcard: z.infer<typeof knownSmartcardSchema> }
  | { readonly standing: 'here-free'; readonly error: CmError | null }
  | { readonly standing: 'reusable'; readonly status: number }
  | { readonly standing: 'free'; readonly isShown: boolean };

/** Returns how a card stands. It is good news only where both the journal and the server have answered. */
export function cardStanding({ here, atServer, stock }: CardKnown): CardStanding {
  if (here === null) return { standing: 'asking' };
  const isRecycled = atServer?.state === 'known' && atServer.isRecycled;
  const { claim } = here;
  // A card that was bound here and retired since is spoken of as the server has it.
  if (claim !== null && !(claim.state.state === 'bound' && isRecycled)) return { standing: claimStanding(claim), binding: claim };
  if (stock?.reason === 'lost') return { standing: 'lost' };
  if (atServer === null) return { standing: 'here-free', error: null };
  switch (atServer.state) {
    case 'silent':
      return { standing: 'here-free', error: atServer.error };
    case 'not-shown':
      return { standing: 'free', isShown: false };
    case 'known':
      if (atServer.isInTheWay) return { standing: 'at-server', smartcard: atServer.smartcard };
      return isRecycled ? { standing: 'reusable', status: atServer.smartcard.status } : { standing: 'free', isShown: true };
  }
}

function claimStanding({ state: { state } }: BindingView): 'queued' | 'unconfirmed' | 'attention' | 'bound-here' {
  switch (state) {
    case 'bound':
      return 'bound-here';
    case 'uncertain':
      return 'unconfirmed';
    case 'attention':
      return 'attention';
    // The others claim no card once they have ended.
    default:
      return 'queued';
  }
}
