import { z } from 'zod';
import { bindingViewSchema } from './bindings.js';
import { cardKnowledgeSchema, expectedKindsSchema } from './card-kind.js';
import { identificationSchema } from './cards.js';
import { connectionReportSchema } from './connection-test.js';
import { diagnosticsSchema, journalCheckSchema } from './diagnostics.js';
import { exportedSchema, historyEntrySchema, historyPageSchema, historyQuerySchema } from './history.js';
import { guidSchema, instantSchema, atrSchema } from './ids.js';
import { kioskSchema, pinSchema } from './kiosk.js';
import { lineSchema } from './line.js';
import { preferencesSchema } from './preferences.js';
import { pcscServiceSchema, presentationIdSchema, readerIdSchema, readerSchema } from './readers.js';
import { directoryTroubleSchema, personDetailsSchema, requestViewSchema } from './requests.js';
import { settingsReportSchema } from './settings-report.js';
import { credentialsSchema, signInSchema } from './sign-in.js';
import { trainingStateSchema } from './training.js';

/**
 * The whole surface between the main process and the renderer. The preload bridge, the handlers in
 * `electron/ipc.ts` and the renderer's client are derived from these two tables by type; there is no second list.
 *
 * To add a call: one line in {@link calls}, one handler in `electron/ipc.ts`. To add an event: one line in
 * {@link events}, one case in `renderer/state/station.ts`. Names are `area/verb`; events are in the past tense.
 */

const nothing = z.strictObject({});
/** A person's decision about a binding, with the reason the journal keeps. */
const decision = z.strictObject({ bindingId: guidSchema, reason: z.string().trim().min(1).max(500) });

/** What is wrong with the station's own set-up, in order of weight; shown until it is mended. */
export const warningsSchema = z.array(
  z.discriminatedUnion('code', [
    z.strictObject({ code: z.literal('roster-invalid'), file: z.string(), detail: z.string() }),
    /** The system has no key store: the journal's key lies in a file that only this user can read. */
    z.strictObject({ code: z.literal('journal-key-in-file') }),
    /** The journal's file was damaged; it is kept under another name and a fresh one was begun. */
    z.strictObject({ code: z.literal('journal-set-aside'), file: z.string(), detail: z.string() }),
    /** The journal cannot be written just now; bindings that are under way are kept in memory. */
    z.strictObject({ code: z.literal('journal-trouble'), detail: z.string() }),
    /** The directory does not answer: names and photos are those it gave until `asOf`, null when it never gave any. */
    z.strictObject({
      code: z.literal('directory-down'),
      since: instantSchema,
      asOf: instantSchema.nullable(),
      trouble: directoryTroubleSchema,
    }),
  ])
);
export type Warnings = z.infer<typeof warningsSchema>;

/** Everything the renderer draws, as of `seq`; events with a higher number bring it forward. */
export const snapshotSchema = z.strictObject({
  seq: z.int().nonnegative(),
  version: z.string(),
  /** `training`: the embedded service. `live`: the configured one. Never both in one process. */
  mode: z.enum(['training', 'live']),
  /** Where the CM service is, for the status line; host name only. */
  server: z.string(),
  /** Who works here, as the journal records it, and what the server asks for before it answers. */
  signIn: signInSchema,
  kiosk: kioskSchema,
  preferences: preferencesSchema,
  service: pcscServiceSchema,
  readers: z.array(readerSchema),
  /** What the administrator expects; another kind of card is warned of. */
  expectedKinds: expectedKindsSchema,
  line: lineSchema,
  /** The first of a long list; `requests/changed` tells the others right after. */
  requests: z.array(requestViewSchema),
  /** When the list of requests was last fetched whole; null before the first time. */
  requestsFetchedAt: instantSchema.nullable(),
  /** All bindings that are not settled, refusals nobody has closed, and the newest of the others, newest first. */
  bindings: z.array(bindingViewSchema),
  /** Null outside training mode. */
  training: trainingStateSchema.nullable(),
  warnings: warningsSchema,
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Calls from the renderer: request and value of the answer. Every answer is a `Result` of the value. */
export const calls = {
  'station/snapshot': { request: nothing, value: snapshotSchema },
  'station/setPreferences': { request: preferencesSchema, value: nothing },
  /** What is known of a card by its ATR. The first time of all this may read a long list. */
  'cards/lookUp': { request: z.strictObject({ atr: atrSchema }), value: cardKnowledgeSchema },
  'requests/refresh': { request: nothing, value: nothing },
  /** What else is known of a person; the photo itself is fetched as a picture. */
  'people/details': { request: z.strictObject({ userId: guidSchema }), value: personDetailsSchema },
  /**
   * Binds the card of a presentation to a request. The renderer never names a card: main looks up card id and
   * ATR by presentation. The value is the binding as journalled, before the server answered; its way from there
   * comes in `bindings/changed`.
   */
  'bindings/confirm': {
    request: z.strictObject({ requestId: guidSchema, presentationId: presentationIdSchema }),
    value: bindingViewSchema,
  },
  /** Takes a binding back while it is certain that nothing was sent. */
  'bindings/withdraw': { request: decision, value: bindingViewSchema },
  /** Goes on now with a binding that waits, is uncertain or needs a person: by asking the server first. */
  'bindings/retry': { request: decision.pick({ bindingId: true }), value: bindingViewSchema },
  /** Leaves a binding that needs a person, or closes one that was refused; request and card are free again. */
  'bindings/giveUp': { request: decision, value: bindingViewSchema },
  'history/search': { request: historyQuerySchema, value: historyPageSchema },
  /** Every journal entry about a binding, oldest first. */
  'history/entries': { request: z.strictObject({ bindingId: guidSchema }), value: z.array(historyEntrySchema) },
  /** Writes the whole journal to a file that the operator chooses; its ending says in which form. */
  'history/export': { request: nothing, value: exportedSchema },
  /** Prints what the page holds for paper. */
  'history/print': { request: nothing, value: nothing },
  /** The settings as they count, and where each comes from. */
  'settings/read': { request: nothing, value: settingsReportSchema },
  /** Tries the connection to the CM service by calls that change nothing there; takes as long as they do. */
  'server/testConnection': { request: nothing, value: connectionReportSchema },
  'diagnostics/read': { request: nothing, value: diagnosticsSchema },
  /** Follows the journal's chain from its first entry to its last. */
  'diagnostics/checkJournal': { request: nothing, value: journalCheckSchema },
  /** Writes what support needs, without personal data, to a file that the operator chooses; null: none. */
  'diagnostics/saveBundle': { request: nothing, value: z.strictObject({ file: z.string().nullable() }) },
  /** Signs in to the CM service with a name and a password; one try. */
  'signIn/withPassword': { request: credentialsSchema.extend({ keep: z.boolean() }), value: nothing },
  /** Opens the organisation's sign-in page; answers when its window has closed. */
  'signIn/openPage': { request: nothing, value: nothing },
  /** Signs out and forgets a kept password. */
  'signIn/forget': { request: nothing, value: nothing },
  /** Leaves the kiosk by the administrator's PIN. */
  'kiosk/leave': { request: z.strictObject({ pin: pinSchema }), value: nothing },
  'training/insertCard': {
    request: z.strictObject({ readerId: readerIdSchema, cardNumber: z.int().positive() }),
    value: nothing,
  },
  'training/removeCard': { request: z.strictObject({ readerId: readerIdSchema }), value: nothing },
  'training/setNextAnswer': {
    request: trainingStateSchema.pick({ nextAnswer: true }),
    value: nothing,
  },
} as const;
export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallRequest<N extends CallName> = z.input<Calls[N]['request']>;
export type CallValue<N extends CallName> = z.output<Calls[N]['value']>;

/** Events to the renderer. Each travels in an envelope with a number that has no gaps. */
export const events = {
  'readers/added': z.strictObject({ reader: readerSchema }),
  'readers/removed': z.strictObject({ readerId: readerIdSchema }),
  'readers/serviceChanged': z.strictObject({ service: pcscServiceSchema }),
  'cards/inserted': z.strictObject({
    readerId: readerIdSchema,
    presentationId: presentationIdSchema,
    /** Null: the card is mute, it did not answer its reset. */
    atr: atrSchema.nullable(),
  }),
  'cards/identified': z.strictObject({
    readerId: readerIdSchema,
    presentationId: presentationIdSchema,
    identification: identificationSchema,
  }),
  'cards/removed': z.strictObject({ readerId: readerIdSchema, presentationId: presentationIdSchema }),
  'requests/changed': z.strictObject({
    /** New or changed requests. */
    put: z.array(requestViewSchema),
    removed: z.array(guidSchema),
    fetchedAt: instantSchema,
  }),
  'bindings/changed': z.strictObject({ binding: bindingViewSchema }),
  'line/changed': z.strictObject({ line: lineSchema }),
  'signIn/changed': z.strictObject({ signIn: signInSchema }),
  'kiosk/changed': z.strictObject({ kiosk: kioskSchema }),
  'training/changed': z.strictObject({ training: trainingStateSchema }),
  'station/warned': z.strictObject({ warnings: warningsSchema }),
  'station/preferencesChanged': z.strictObject({ preferences: preferencesSchema }),
} as const;
export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<N extends EventName> = z.output<Events[N]>;

/** One event on its way: `seq` follows the one before by exactly one, or the renderer asks for a snapshot. */
export type StationEvent = {
  [N in EventName]: { readonly seq: number; readonly name: N; readonly payload: EventPayload<N> };
}[EventName];

/** The schema of a {@link StationEvent}, for the renderer's end of the border. */
export const stationEventSchema: z.ZodType<StationEvent> = z.discriminatedUnion('name', [
  envelope('readers/added'),
  envelope('readers/removed'),
  envelope('readers/serviceChanged'),
  envelope('cards/inserted'),
  envelope('cards/identified'),
  envelope('cards/removed'),
  envelope('requests/changed'),
  envelope('bindings/changed'),
  envelope('line/changed'),
  envelope('signIn/changed'),
  envelope('kiosk/changed'),
  envelope('training/changed'),
  envelope('station/warned'),
  envelope('station/preferencesChanged'),
]);

function envelope<N extends EventName>(name: N) {
  return z.strictObject({ seq: z.int().positive(), name: z.literal(name), payload: events[name] });
}

/** What the preload exposes as `window.station`: the contract and nothing else. */
export interface StationBridge {
  /** Makes a call; the answer is unparsed, the renderer's client checks it. */
  call(name: CallName, request: unknown): Promise<unknown>;
  /** Follows the event stream; the returned function stops it. */
  onEvent(listener: (event: unknown) => void): () => void;
}
