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
 * The complete interface between the main process and the renderer. The preload bridge, the handlers, the enforcement of the
 * rules of every call (`electron/core/answer-call.ts`) and the renderer's client derive from the two tables here; there is no
 * second list.
 *
 * To add a call: one entry in the table of its feature's file in `shared/` and one handler in the feature. `call-tables.ts`
 * lists the features' tables. To add state: one line in {@link slices}.
 */

/** State that is sent as a whole whenever it changes. */
const slices = {
  /** The operator's identity as the journal records it, and what the server requires before it answers. */
  signIn: signInSchema,
  /** The operator's role. The page only shows it; the main process enforces it. */
  role: roleStateSchema,
  kiosk: kioskSchema,
  preferences: preferencesSchema,
  service: pcscServiceSchema,
  readers: z.array(readerSchema),
  connection: connectionSchema,
  /** Cards that files name for certain requests. */
  prepared: preparedStateSchema,
  /** The current run, or the last one; null if there was none. */
  run: runStateSchema.nullable(),
  /** Null outside training mode. */
  training: trainingStateSchema.nullable(),
  /** Counts of the card stock. */
  stock: stockSummarySchema,
  /** Progress of the last work on a card list; null before any. */
  stockProgress: stockProgressSchema.nullable(),
  /** Counts of bound requests that the station asks the server about. */
  afterCare: careCountsSchema,
  warnings: warningsSchema,
};
export type Slices = z.infer<z.ZodObject<typeof slices>>;

/** Everything the renderer draws, as of `seq`; events with a higher number update it. */
export const snapshotSchema = z.strictObject({
  ...slices,
  seq: z.int().nonnegative(),
  version: z.string(),
  /** `training`: the built-in server. `live`: the configured server. Never both in one process. */
  mode: z.enum(['training', 'live']),
  /** Host name of the CM service, for the status line. */
  server: z.string(),
  /** Actions for which the settings require a second person. */
  fourEyes: z.array(fourEyesActionSchema),
  /** Card kinds the administrator expects; the page warns about others. */
  expectedKinds: expectedKindsSchema,
  /** Which requests may be bound here, and how the list is shown. */
  requestRules: requestRulesSchema,
  /** Whether a slip may be printed for a card kept apart. */
  printSlips: z.boolean(),
  /** The first part of a long list; `requests/changed` brings the rest right after. */
  requests: z.array(requestViewSchema),
  /** When the complete list of requests was last fetched; null before the first time. */
  requestsFetchedAt: instantSchema.nullable(),
  /** All open bindings and the newest closed ones, newest first; see `shownBindings`. */
  bindings: z.array(bindingViewSchema),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Calls from the renderer, including those of every feature. */
export const calls = {
  'station/snapshot': { role: 'viewer', opensDialog: false, request: emptySchema, value: snapshotSchema },
  'station/setPreferences': { role: 'viewer', opensDialog: false, request: preferencesSchema, value: emptySchema },
  ...mergeTables(tables),
} as const satisfies CallTable;
export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallRequest<N extends CallName> = z.input<Calls[N]['request']>;
export type CallValue<N extends CallName> = z.output<Calls[N]['value']>;

/** Returns an event's schema. `seq` follows the previous event by exactly one; otherwise the renderer asks for a snapshot. */
const event = <N extends string, P extends z.ZodType>(name: N, payload: P) =>
  z.strictObject({ seq: z.int().positive(), name: z.literal(name), payload });

/** Events to the renderer: changes of the two long lists, and any other slice of the state as a whole. */
export const stationEventSchema = z.discriminatedUnion('name', [
  event('state/changed', z.strictObject(slices).exactPartial()),
  event(
    'requests/changed',
    z.strictObject({
      /** New or changed requests. */
      put: z.array(requestViewSchema),
      removed: z.array(guidSchema),
      /** Null: the list fetched earlier is no longer valid. */
      fetchedAt: instantSchema.nullable(),
    }),
  ),
  event('bindings/changed', z.strictObject({ binding: bindingViewSchema })),
]);
export type StationEvent = z.output<typeof stationEventSchema>;

/** What the preload script exposes as `window.station`: the contract and nothing else. */
export interface StationBridge {
  /** Makes a call. The answer is unparsed; the renderer's client checks it. */
  call(name: CallName, request: unknown): Promise<unknown>;
  /**
   * Subscribes to events; the returned function unsubscribes. Each event is JSON, because one string crosses the processes
   * faster than a long list.
   */
  onEvent(listener: (event: string) => void): () => void;
}
