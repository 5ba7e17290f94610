import * as z from 'zod';
import { notBindableReasons } from './bindable.js';
import { type CallTable, emptySchema, reasonSchema } from './call.js';
import { cmErrorSchema } from './errors.js';
import { guidSchema, instantSchema } from './ids.js';
import { presentationIdSchema } from './readers.js';
import { personSchema, requestViewSchema } from './requests.js';
import { MAX_VALUE_LENGTH, tableProblemCodes } from './tables.js';

/** How a prepared file identifies a person: by a column of one kind, or by a column that may hold any of them. */
export const personFields = ['userId', 'account', 'employeeId', 'name', 'any'] as const;
export const personPartSchema = z.strictObject({ by: z.enum(personFields), value: z.string().min(1) });
export type PersonPart = z.infer<typeof personPartSchema>;

/** One line of a prepared file: a card for a request, as written in the file. */
export const preparedLineSchema = z.strictObject({
  file: z.string(),
  line: z.int().positive(),
  card: z.string(),
  requestId: guidSchema.nullable(),
  /** All of them must match the person; empty if only the request is named. */
  person: z.array(personPartSchema),
  /** Name or id of the profile template; null matches any. */
  template: z.string().nullable(),
});
export type PreparedLine = z.infer<typeof preparedLineSchema>;

/** Reference to a line of a file. */
export const lineRefSchema = z.strictObject({ file: z.string(), line: z.int().positive() });
export type LineRef = z.infer<typeof lineRefSchema>;

/** A binding of this station that concerns a prepared line. */
export const boundCardSchema = z.strictObject({
  bindingId: guidSchema,
  requestId: guidSchema,
  person: personSchema,
  cardId: guidSchema,
  /** When it was confirmed. */
  at: instantSchema,
});
export type BoundCard = z.infer<typeof boundCardSchema>;

/**
 * Outcome of a prepared line, by the list of requests and the journal.
 * - `request`: exactly one request is ready for this card.
 * - `done`: the card is bound as the line says.
 * - `under-way`: that binding is not settled yet.
 * - `already-bound`: the card or the request has another binding here.
 * - `request-gone`: the list has no request with this id, or no longer has it.
 * - `no-request`: the person has no bindable request.
 * - `several-requests`: the person has more than one that matches; the operator chooses.
 * - `person-unknown`: no person with a request matches.
 * - `person-ambiguous`: several people match.
 * - `person-differs`, `template-differs`: the request is for another person or profile template than the line says.
 * - `contested`: another line means the same request.
 * - `list-unknown`: the list of requests was never fetched.
 */
export const preparedOutcomeSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('request'), request: requestViewSchema }),
  z.strictObject({ outcome: z.literal('done'), bound: boundCardSchema }),
  z.strictObject({ outcome: z.literal('under-way'), bound: boundCardSchema }),
  z.strictObject({ outcome: z.literal('already-bound'), what: z.enum(['card', 'request']), bound: boundCardSchema }),
  z.strictObject({ outcome: z.literal('request-gone') }),
  z.strictObject({ outcome: z.literal('no-request') }),
  z.strictObject({ outcome: z.literal('several-requests'), person: personSchema, count: z.int().min(2) }),
  z.strictObject({ outcome: z.literal('person-unknown') }),
  z.strictObject({ outcome: z.literal('person-ambiguous'), count: z.int().min(2) }),
  z.strictObject({ outcome: z.literal('person-differs'), request: requestViewSchema }),
  z.strictObject({ outcome: z.literal('template-differs'), request: requestViewSchema }),
  z.strictObject({ outcome: z.literal('contested'), request: requestViewSchema, others: z.array(lineRefSchema).min(1) }),
  z.strictObject({ outcome: z.literal('list-unknown') }),
]);
export type PreparedOutcome = z.infer<typeof preparedOutcomeSchema>;
export type PreparedOutcomeName = PreparedOutcome['outcome'];

/** Names of all outcomes, in display order. */
export const preparedOutcomeNames = [
  'request',
  'several-requests',
  'list-unknown',
  'done',
  'under-way',
  'already-bound',
  'request-gone',
  'no-request',
  'person-unknown',
  'person-ambiguous',
  'person-differs',
  'template-differs',
  'contested',
] as const satisfies readonly PreparedOutcomeName[];

/** Filters for lines: all, waiting for the card, done, unusable, and all that are not done. */
export const preparedGroups = ['all', 'waiting', 'done', 'unusable', 'leftover'] as const;
export const preparedGroupSchema = z.enum(preparedGroups);
export type PreparedGroup = z.infer<typeof preparedGroupSchema>;

/** Returns whether lines with an outcome wait for their card, are done, or cannot be used. */
export function preparedGroupOf(outcome: PreparedOutcomeName): 'waiting' | 'done' | 'unusable' {
  if (outcome === 'done' || outcome === 'under-way') return 'done';
  return outcome === 'request' || outcome === 'several-requests' || outcome === 'list-unknown' ? 'waiting' : 'unusable';
}

/**
 * What the server says about a prepared card in a reader, asked before the operator confirms.
 * - `silent`: the server could not be asked.
 * - `request-objects`, `card-known`: the server would not accept this binding, for this reason.
 */
export const serverVerdictSchema = z.discriminatedUnion('word', [
  z.strictObject({ word: z.literal('asking') }),
  z.strictObject({ word: z.literal('silent'), error: cmErrorSchema }),
  z.strictObject({ word: z.literal('agrees') }),
  z.strictObject({
    word: z.literal('request-objects'),
    reason: z.enum([...notBindableReasons, 'changed', 'gone']),
  }),
  z.strictObject({ word: z.literal('card-known'), smartcardId: guidSchema, personName: z.string().nullable() }),
]);
export type ServerVerdict = z.infer<typeof serverVerdictSchema>;

/** A card in a reader that a prepared file names. */
export const preparedCardSchema = z.strictObject({
  presentationId: presentationIdSchema,
  assignment: preparedLineSchema,
  outcome: preparedOutcomeSchema,
  /** Null if there is nothing to ask about. */
  server: serverVerdictSchema.nullable(),
});
export type PreparedCard = z.infer<typeof preparedCardSchema>;

/** State of the prepared cards. */
export const preparedStateSchema = z.strictObject({
  /** Number of lines. */
  total: z.int().nonnegative(),
  /** Increases whenever the content of the Prepared screen may have changed. */
  revision: z.int().nonnegative(),
  /** Prepared cards in the readers. */
  cards: z.array(preparedCardSchema),
});
export type PreparedState = z.infer<typeof preparedStateSchema>;

/**
 * What the prepared files say about a card and a request to be bound.
 * - `fits`: a line names this pair.
 * - `none`: no line names either.
 * - `unclear`: a line may mean this pair or another; a person must check.
 * - `card-for-another`, `request-for-another`: a line names another pair.
 */
export const preparedCheckSchema = z.discriminatedUnion('check', [
  z.strictObject({ check: z.literal('none') }),
  z.strictObject({ check: z.literal('fits'), by: preparedLineSchema }),
  z.strictObject({ check: z.literal('unclear'), by: preparedLineSchema, why: z.enum(['person-ambiguous', 'contested']) }),
  /** `request`: the request the line means, if it means exactly one. */
  z.strictObject({ check: z.literal('card-for-another'), by: preparedLineSchema, request: requestViewSchema.nullable() }),
  z.strictObject({ check: z.literal('request-for-another'), by: preparedLineSchema }),
]);
export type PreparedCheck = z.infer<typeof preparedCheckSchema>;

/** What happens if the operator binds another pair than a prepared file names: a warning or a refusal. */
export const mismatchActionSchema = z.enum(['warn', 'refuse']);
export type MismatchAction = z.infer<typeof mismatchActionSchema>;

/**
 * An error in a prepared file, beyond the errors of any table. `value` is the fact that goes with the code.
 * - `no-card-column`: no column, or more than one, is for the card; `value` is the header.
 * - `no-target-column`: no column is for a request or a person.
 * - `no-target`: the line names neither.
 * - `duplicate-request`: an earlier line names the same request, or the same person and profile template; `value` is its
 * number.
 * - `card-in-other-file`, `request-in-other-file`: `value` is the other file and its line.
 * - `changed-meanwhile`: the file was changed while it was read.
 * - `not-kept`: the file is valid but could not be stored; `value` says why.
 */
export const preparedProblemSchema = z.strictObject({
  /** From 1; 0 is the whole file. */
  line: z.int().nonnegative(),
  column: z.string().max(MAX_VALUE_LENGTH).nullable(),
  code: z.enum([
    ...tableProblemCodes,
    'no-card-column',
    'no-target-column',
    'no-target',
    'duplicate-request',
    'card-in-other-file',
    'request-in-other-file',
    'changed-meanwhile',
    'not-kept',
  ]),
  value: z.string().max(MAX_VALUE_LENGTH),
});
export type PreparedProblem = z.infer<typeof preparedProblemSchema>;

/** A file of prepared cards. */
export const preparedFileSchema = z.strictObject({
  /** File name without the folder. */
  name: z.string(),
  /** Null if the file was never read successfully. */
  taken: z
    .strictObject({
      origin: z.enum(['folder', 'import']),
      at: instantSchema,
      /** Number of lines by outcome. */
      counts: z.partialRecord(z.enum(preparedOutcomeNames), z.int().positive()),
      total: z.int().nonnegative(),
      /** Number of cards that are not done and were never in a reader of this station. */
      neverPresented: z.int().nonnegative(),
    })
    .nullable(),
  /** The file came from the folder and is no longer there. */
  hasGone: z.boolean(),
  /** Why the current version of the file is not used; empty if it is. Lines read before stay in use. */
  problems: z.array(preparedProblemSchema),
});
export type PreparedFile = z.infer<typeof preparedFileSchema>;

export const preparedFolderSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('none') }),
  z.strictObject({ state: z.literal('watched'), path: z.string() }),
  z.strictObject({ state: z.literal('unreadable'), path: z.string(), detail: z.string().max(2000) }),
]);
export type PreparedFolder = z.infer<typeof preparedFolderSchema>;

export const preparedOverviewSchema = z.strictObject({ folder: preparedFolderSchema, files: z.array(preparedFileSchema) });
export type PreparedOverview = z.infer<typeof preparedOverviewSchema>;

export const preparedQuerySchema = z.strictObject({
  /** Words that must all occur in the line or in the name of its person; empty matches all. */
  text: z.string().max(200),
  /** Null matches any file. */
  file: z.string().max(300).nullable(),
  group: preparedGroupSchema,
  /** Number of matches to skip: the rows of the pages before. */
  after: z.int().nonnegative(),
  /** Maximum rows of the page. */
  limit: z.int().min(1).max(500),
});
export type PreparedQuery = z.infer<typeof preparedQuerySchema>;

export const preparedRowSchema = z.strictObject({
  assignment: preparedLineSchema,
  outcome: preparedOutcomeSchema,
  /** When the card was first in a reader of this station. */
  presentedAt: instantSchema.nullable(),
});
export type PreparedRow = z.infer<typeof preparedRowSchema>;

/** One page of lines, by file and line. */
export const preparedPageSchema = z.strictObject({
  rows: z.array(preparedRowSchema),
  total: z.int().nonnegative(),
});
export type PreparedPage = z.infer<typeof preparedPageSchema>;

/** Result of importing a file that the operator chose; null if none was chosen. */
export const preparedImportSchema = z
  .discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('taken'), name: z.string(), total: z.int().nonnegative() }),
    z.strictObject({ outcome: z.literal('refused'), name: z.string(), problems: z.array(preparedProblemSchema).min(1) }),
  ])
  .nullable();
export type PreparedImport = z.infer<typeof preparedImportSchema>;

/** Calls of this feature, merged into the contract. */
export const preparedCalls = {
  /** Returns what prepared files say about a card and a request, and what happens if the operator binds another pair. */
  'prepared/check': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ requestId: guidSchema, presentationId: presentationIdSchema }),
    value: z.strictObject({ said: preparedCheckSchema, otherwise: mismatchActionSchema }),
  },
  /** Returns every prepared file with the state of its lines. */
  'prepared/overview': { role: 'viewer', opensDialog: false, request: emptySchema, value: preparedOverviewSchema },
  /** Finds lines of prepared files, page by page. */
  'prepared/search': { role: 'viewer', opensDialog: false, request: preparedQuerySchema, value: preparedPageSchema },
  /** Imports a file that the operator chooses; `title` and `kind` are texts of the system dialog, in the operator's language. */
  'prepared/import': {
    role: 'operator',
    opensDialog: true,
    request: z.strictObject({ title: z.string().max(200), kind: z.string().max(100) }),
    value: preparedImportSchema,
  },
  /**
   * Removes a file's lines, with the reason for the journal; the file itself stays where it is. Requires a supervisor:
   * prepared files protect against the wrong card, and an operator could otherwise remove the file instead of asking a second
   * person.
   */
  'prepared/remove': {
    role: 'supervisor',
    opensDialog: false,
    request: z.strictObject({ name: z.string().max(300), reason: reasonSchema }),
    value: emptySchema,
  },
  /** Writes every line that is not done to a file that the operator chooses; null if none was chosen. */
  'prepared/export': {
    role: 'operator',
    opensDialog: true,
    request: emptySchema,
    value: z.strictObject({ file: z.string(), rows: z.int().nonnegative() }).nullable(),
  },
} as const satisfies CallTable;
