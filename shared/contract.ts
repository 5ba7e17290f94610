import * as z from 'zod';
import { careCountsSchema } from './after-care.js';
import { fourEyesActionSchema } from './approvals.js';
import { bindingViewSchema } from './bindings.js';
import { emptySchema, type CallTable } from './call.js';
import * as tables from './call-tables.js';
import { expectedKindsSchema } from './card-kind.js';
import { guidSchema, instantSchema } from './ids.js';
import { kioskSchema } from './kiosk.js';
import { mergeTables } from './merge-tables.js';
import { connectionSchema } from './connection.js';
import { preferencesSchema } from './preferences.js';
import { preparedStateSchema } from './prepared.js';
import { pcscServiceSchema, readerSchema } from './readers.js';
import { requestRulesSchema, requestViewSchema } from './requests.js';
import { roleStateSchema } from './roles.js';
import { runStateSchema } from './run.js';
import { signInSchema } from './sign-in.js';
import { stockProgressSchema, stockSummarySchema } from './stock.js';
import { trainingStateSchema } from './training.js';
import { warningsSchema } from './warnings.js';

/**
 * The whole surface between the main process and the renderer. The preload bridge, the handlers, what holds every call to its
 * rules (`electron/core/answer-call.ts`) and the renderer's client are derived from the two tables here; there is no second list.
 *
 * To add a call: one entry in the table of its feature's file in `shared/`, one handler in the feature. A feature's table is named
 * in `call-tables.ts`. To add to the state: one line in {@link slices}.
 */

/** What changes as a whole: a change tells the slice anew. */
const slices = {
  /** Who works here, as the journal records it, and what the server asks for before it answers. */
  signIn: signInSchema,
  /** What they may do. Main asks nobody what it is. */
  role: roleStateSchema,
  kiosk: kioskSchema,
  preferences: preferencesSchema,
  service: pcscServiceSchema,
  readers: z.array(readerSchema),
  connection: connectionSchema,
  /** Cards that files say are for certain requests. */
  prepared: preparedStateSchema,
  /** The run that is under way, or the last one; null: there was none. */
  run: runStateSchema.nullable(),
  /** Null outside training mode. */
  training: trainingStateSchema.nullable(),
  /** The stock of blank cards, in figures. */
  stock: stockSummarySchema,
  /** How far the last work on a list of cards has come; null before any. */
  stockProgress: stockProgressSchema.nullable(),
  /** How the bound requests stand that the server is asked about. */
  afterCare: careCountsSchema,
  warnings: warningsSchema,
};
export type Slices = z.infer<z.ZodObject<typeof slices>>;

/** Everything the renderer draws, as of `seq`; events with a higher number bring it forward. */
export const snapshotSchema = z.strictObject({
  ...slices,
  seq: z.int().nonnegative(),
  version: z.string(),
  /** `training`: the embedded service. `live`: the configured one. Never both in one process. */
  mode: z.enum(['training', 'live']),
  /** Where the CM service is, for the status line; host name only. */
  server: z.string(),
  /** Actions for which the settings ask for a second person. */
  fourEyes: z.array(fourEyesActionSchema),
  /** What the administrator expects; another kind of card is warned of. */
  expectedKinds: expectedKindsSchema,
  /** Which requests may be bound here, and how the list is shown. */
  requestRules: requestRulesSchema,
  /** Whether a slip may be printed for a card that is kept apart. */
  printSlips: z.boolean(),
  /** The first of a long list; `requests/changed` tells the others right after. */
  requests: z.array(requestViewSchema),
  /** When the list of requests was last fetched whole; null before the first time. */
  requestsFetchedAt: instantSchema.nullable(),
  /** All open bindings, and the newest of the closed ones, newest first; see `shownBindings`. */
  bindings: z.array(bindingViewSchema),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Calls from the renderer: those of every feature, which stand in its own file. */
export const calls = {
  'station/snapshot': { role: 'viewer', opensDialog: false, request: emptySchema, value: snapshotSchema },
  'station/setPreferences': { role: 'viewer', opensDialog: false, request: preferencesSchema, value: emptySchema },
  ...mergeTables(tables),
} as const satisfies CallTable;
export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallRequest<N extends CallName> = z.input<Calls[N]['request']>;
export type CallValue<N extends CallName> = z.output<Calls[N]['value']>;

/** An event's schema; `seq` follows the one before by exactly one, or the renderer asks for a snapshot. */
const event = <N extends string, P extends z.ZodType>(name: N, payload: P) =>
  z.strictObject({ seq: z.int().positive(), name: z.literal(name), payload });

/** Events to the renderer: what changed of the two long lists, and every other slice of the state as it is now. */
export const stationEventSchema = z.discriminatedUnion('name', [
  event('state/changed', z.strictObject(slices).exactPartial()),
  event(
    'requests/changed',
    z.strictObject({
      /** New or changed requests. */
      put: z.array(requestViewSchema),
      removed: z.array(guidSchema),
      /** Null: what an earlier run had fetched is known no more. */
      fetchedAt: instantSchema.nullable(),
    }),
  ),
  event('bindings/changed', z.strictObject({ binding: bindingViewSchema })),
]);
export type StationEvent = z.output<typeof stationEventSchema>;

/** What the preload exposes as `window.station`: the contract and nothing else. */
export interface StationBridge {
  /** Makes a call; the answer is unparsed, the renderer's client checks it. */
  call(name: CallName, request: unknown): Promise<unknown>;
  /** Follows the event stream; the returned function stops it. Each event is JSON: a long list crosses faster as one text. */
  onEvent(listener: (event: string) => void): () => void;
}
