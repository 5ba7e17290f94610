import * as z from 'zod';
import { backupReportSchema } from './backup.js';
import { approvalSubjectSchema, fourEyesActionSchema, grantedSchema } from './approvals.js';
import { bindingViewSchema, seenSchema } from './bindings.js';
import { cardKnowledgeSchema, expectedKindsSchema } from './card-kind.js';
import { identificationSchema } from './cards.js';
import { connectionReportSchema } from './connection-test.js';
import { diagnosticsSchema, journalCheckSchema } from './diagnostics.js';
import { exportedSchema, historyEntrySchema, historyPageSchema, historyQuerySchema } from './history.js';
import { guidSchema, instantSchema, atrSchema } from './ids.js';
import { kioskSchema, pinSchema } from './kiosk.js';
import { lineSchema } from './line.js';
import {
  otherwiseSchema,
  preparedCheckSchema,
  preparedImportSchema,
  preparedOverviewSchema,
  preparedPageSchema,
  preparedQuerySchema,
  preparedStateSchema,
} from './prepared.js';
import { preferencesSchema } from './preferences.js';
import { pcscServiceSchema, presentationIdSchema, readerIdSchema, readerSchema } from './readers.js';
import { personDetailsSchema, requestViewSchema } from './requests.js';
import { keyProblemSchema, settingChangesSchema, settingsFormSchema, settingsSavedSchema } from './settings-draft.js';
import { reportPageSchema, reportPeriodSchema, reportQuerySchema } from './report.js';
import { roleStateSchema, type Role } from './roles.js';
import { settingsReportSchema } from './settings-report.js';
import { credentialsSchema, signInSchema } from './sign-in.js';
import { stockCalls } from './stock-calls.js';
import { stockProgressSchema, stockSummarySchema } from './stock.js';
import { trainingStateSchema } from './training.js';
import { warningsSchema } from './warnings.js';

/**
 * The whole surface between the main process and the renderer. The preload bridge, the handlers, what holds every call to its
 * rules (`electron/core/answer-call.ts`) and the renderer's client are derived from these two tables; there is no second list.
 *
 * To add a call: one entry in {@link calls}, one handler in its feature. To add an event: one line in
 * {@link events}, one case in `renderer/state/station.ts`. Names are `area/verb`; events are in the past tense.
 */

const nothing = z.strictObject({});
const reasonSchema = z.string().trim().min(1).max(500);
/** A person's decision about a binding, with the reason the journal keeps. */
const decision = z.strictObject({ bindingId: guidSchema, reason: reasonSchema });
/** What a second person granted for this very call; used up by it. */
const approvalIdSchema = guidSchema.optional();

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
  /** What they may do. Main asks nobody what it is. */
  role: roleStateSchema,
  /** Actions for which the settings ask for a second person. */
  fourEyes: z.array(fourEyesActionSchema),
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
  /** All open bindings, and the newest of the closed ones, newest first; see `shownBindings`. */
  bindings: z.array(bindingViewSchema),
  /** Cards that files say are for certain requests. */
  prepared: preparedStateSchema,
  /** Null outside training mode. */
  training: trainingStateSchema.nullable(),
  /** The stock of blank cards, in figures. */
  stock: stockSummarySchema,
  warnings: warningsSchema,
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** All that a call says of itself: what it carries, and what main holds it to. An entry that leaves something out does not compile. */
export interface Call {
  readonly request: z.ZodType;
  /** Every answer is a `Result` of this. */
  readonly value: z.ZodType;
  /** The least role that may make it; the screen only shows it. */
  readonly role: Role;
  /** Whether it opens a dialog of the system's. There are folders and programs behind one, so that a locked desk refuses it. */
  readonly opensDialog: boolean;
  /** Journalled, and allowed, in the name of whoever has a ticket now: that is looked at first. */
  readonly actsInName?: true;
  /** May write down a new binding, which must go to the server that was on the screen. */
  readonly binds?: true;
}

/** Calls from the renderer. */
export const calls = {
  'station/snapshot': { role: 'viewer', opensDialog: false, request: nothing, value: snapshotSchema },
  'station/setPreferences': { role: 'viewer', opensDialog: false, request: preferencesSchema, value: nothing },
  /** What is known of a card by its ATR. The first time of all this may read a long list. */
  'cards/lookUp': { role: 'viewer', opensDialog: false, request: z.strictObject({ atr: atrSchema }), value: cardKnowledgeSchema },
  'requests/refresh': { role: 'viewer', opensDialog: false, request: nothing, value: nothing },
  /** What else is known of a person; the photo itself is fetched as a picture. */
  'people/details': { role: 'viewer', opensDialog: false, request: z.strictObject({ userId: guidSchema }), value: personDetailsSchema },
  /**
   * Binds the card of a presentation to a request. The renderer never names the card to bind: main looks up card id and
   * ATR by presentation, and refuses when they, or whom the request is for, are not what was seen. The value is the binding as journalled, before the server answered; its way from there
   * comes in `bindings/changed`.
   */
  'bindings/confirm': {
    role: 'operator',
    opensDialog: false,
    actsInName: true,
    binds: true,
    request: z.strictObject({
      requestId: guidSchema,
      presentationId: presentationIdSchema,
      seen: seenSchema,
      approvalId: approvalIdSchema,
    }),
    value: bindingViewSchema,
  },
  /** Takes a binding back while it is certain that nothing was sent. */
  'bindings/withdraw': { role: 'operator', opensDialog: false, request: decision, value: bindingViewSchema },
  /** Goes on now with a binding that waits, is uncertain or needs a person: by asking the server first. */
  'bindings/retry': { role: 'operator', opensDialog: false, request: decision.pick({ bindingId: true }), value: bindingViewSchema },
  /** Leaves a binding that needs a person, or closes one that was refused; request and card are free again. */
  'bindings/giveUp': {
    role: 'operator',
    opensDialog: false,
    request: decision.extend({ approvalId: approvalIdSchema }),
    value: bindingViewSchema,
  },
  /** A second person signs in for one act. Name and password are looked at once and kept nowhere. Who asks for it is the operator; who grants it proves to be somebody else, with a role of their own. */
  'approvals/approve': {
    role: 'operator',
    opensDialog: false,
    actsInName: true,
    request: credentialsSchema.extend({ subject: approvalSubjectSchema, reason: reasonSchema }),
    value: grantedSchema,
  },
  /** What prepared files say about this card and this request, and what happens to who binds otherwise. */
  'prepared/check': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ requestId: guidSchema, presentationId: presentationIdSchema }),
    value: z.strictObject({ said: preparedCheckSchema, otherwise: otherwiseSchema }),
  },
  /** Every prepared file, with how its lines stand. */
  'prepared/overview': { role: 'viewer', opensDialog: false, request: nothing, value: preparedOverviewSchema },
  /** Finds lines of prepared files, a page at a time. */
  'prepared/search': { role: 'viewer', opensDialog: false, request: preparedQuerySchema, value: preparedPageSchema },
  /** Takes a file that the operator chooses; the words are those of the system's dialog, in the operator's language. */
  'prepared/import': {
    role: 'operator',
    opensDialog: true,
    request: z.strictObject({ title: z.string().max(200), kind: z.string().max(100) }),
    value: preparedImportSchema,
  },
  /** Takes a file's lines away, with the reason the journal keeps; the file itself stays where it lies. What a file says protects against the wrong card: an operator could else take it away instead of asking a second person. */
  'prepared/remove': {
    role: 'supervisor',
    opensDialog: false,
    request: z.strictObject({ name: z.string().max(300), reason: z.string().trim().min(1).max(500) }),
    value: nothing,
  },
  /** Writes every line that is not done to a file that the operator chooses; null: none. */
  'prepared/export': {
    role: 'operator',
    opensDialog: true,
    request: nothing,
    value: z.strictObject({ file: z.string(), rows: z.int().nonnegative() }).nullable(),
  },
  'history/search': { role: 'viewer', opensDialog: false, request: historyQuerySchema, value: historyPageSchema },
  /** Every journal entry about a binding, oldest first. */
  'history/entries': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ bindingId: guidSchema }),
    value: z.array(historyEntrySchema),
  },
  /** Writes the whole journal to a file that the operator chooses; its ending says in which form. */
  'history/export': { role: 'supervisor', opensDialog: true, request: nothing, value: exportedSchema },
  /** Prints what the page holds for paper. */
  'history/print': { role: 'operator', opensDialog: true, request: nothing, value: nothing },
  /** A page of the report of a day or a shift. */
  'report/read': { role: 'viewer', opensDialog: false, request: reportQuerySchema, value: reportPageSchema },
  /** Writes what the page holds for paper as PDF, or the report's rows as CSV, to a file that the operator chooses; null: none. */
  'report/savePdf': {
    role: 'operator',
    opensDialog: true,
    request: reportPeriodSchema,
    value: z.strictObject({ file: z.string().nullable() }),
  },
  'report/saveCsv': {
    role: 'operator',
    opensDialog: true,
    request: reportPeriodSchema,
    value: z.strictObject({ file: z.string().nullable() }),
  },
  /** Makes a backup of the journal now; answers when it is made and proven. */
  'backup/now': { role: 'supervisor', opensDialog: false, request: nothing, value: backupReportSchema },
  ...stockCalls,
  /** The settings as they count, and where each comes from. */
  'settings/read': { role: 'supervisor', opensDialog: false, request: nothing, value: settingsReportSchema },
  /** What the settings files say at this moment, key by key, for a form. */
  'settings/form': { role: 'administrator', opensDialog: false, request: nothing, value: settingsFormSchema },
  /** What would be wrong with the settings after these changes; nothing is written, and no file they name is looked at. */
  'settings/check': {
    role: 'administrator',
    opensDialog: false,
    request: z.strictObject({ changes: settingChangesSchema }),
    value: z.strictObject({ problems: z.array(keyProblemSchema) }),
  },
  /** Writes the user's own settings and opens the station again, once a person has said yes to a question of main's own. */
  'settings/save': {
    role: 'administrator',
    opensDialog: true,
    request: z.strictObject({ changes: settingChangesSchema }),
    value: settingsSavedSchema,
  },
  /** Tries the connection to the CM service by calls that change nothing there; takes as long as they do. Both only ask and change nothing: whoever telephones with support must be able to say what they show. */
  'server/testConnection': { role: 'viewer', opensDialog: false, request: nothing, value: connectionReportSchema },
  /** The same with the server that the settings would name after these changes, once a person has said yes to its address; null: they said no. */
  'server/testDraft': {
    role: 'administrator',
    opensDialog: true,
    request: z.strictObject({ changes: settingChangesSchema }),
    value: connectionReportSchema.nullable(),
  },
  'diagnostics/read': { role: 'viewer', opensDialog: false, request: nothing, value: diagnosticsSchema },
  /** Follows the journal's chain from its first entry to its last. */
  'diagnostics/checkJournal': { role: 'operator', opensDialog: false, request: nothing, value: journalCheckSchema },
  /** Writes what support needs, without personal data, to a file that the operator chooses; null: none. */
  'diagnostics/saveBundle': {
    role: 'operator',
    opensDialog: true,
    request: nothing,
    value: z.strictObject({ file: z.string().nullable() }),
  },
  /** Signs in to the CM service with a name and a password; one try. Whoever is there must be able to become somebody else. */
  'signIn/withPassword': { role: 'viewer', opensDialog: false, request: credentialsSchema.extend({ keep: z.boolean() }), value: nothing },
  /** Opens the organisation's sign-in page; answers when its window has closed. */
  'signIn/openPage': { role: 'viewer', opensDialog: false, request: nothing, value: nothing },
  /** Signs out and forgets a kept password. */
  'signIn/forget': { role: 'viewer', opensDialog: false, request: nothing, value: nothing },
  /** Leaves the kiosk by the administrator's PIN. The PIN says who may. */
  'kiosk/leave': { role: 'viewer', opensDialog: false, request: z.strictObject({ pin: pinSchema }), value: nothing },
  // They touch the invented world only.
  'training/insertCard': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ readerId: readerIdSchema, cardNumber: z.int().positive() }),
    value: nothing,
  },
  'training/removeCard': { role: 'viewer', opensDialog: false, request: z.strictObject({ readerId: readerIdSchema }), value: nothing },
  'training/setNextAnswer': {
    role: 'viewer',
    opensDialog: false,
    request: trainingStateSchema.pick({ nextAnswer: true }),
    value: nothing,
  },
} as const satisfies Readonly<Record<string, Call>>;
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
    /** Null: what an earlier run had fetched is known no more. */
    fetchedAt: instantSchema.nullable(),
  }),
  'bindings/changed': z.strictObject({ binding: bindingViewSchema }),
  'prepared/changed': z.strictObject({ prepared: preparedStateSchema }),
  'line/changed': z.strictObject({ line: lineSchema }),
  'signIn/changed': z.strictObject({ signIn: signInSchema }),
  'role/changed': z.strictObject({ role: roleStateSchema }),
  'kiosk/changed': z.strictObject({ kiosk: kioskSchema }),
  'stock/changed': z.strictObject({ stock: stockSummarySchema }),
  'stock/progressed': z.strictObject({ progress: stockProgressSchema }),
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
  envelope('prepared/changed'),
  envelope('line/changed'),
  envelope('signIn/changed'),
  envelope('role/changed'),
  envelope('kiosk/changed'),
  envelope('stock/changed'),
  envelope('stock/progressed'),
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
  /** Follows the event stream; the returned function stops it. Each event is JSON: a long list crosses faster as one text. */
  onEvent(listener: (event: string) => void): () => void;
}
