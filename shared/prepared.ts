import * as z from 'zod';
import { notBindableReasons } from './bindable.js';
import { type CallTable, emptySchema, reasonSchema } from './call.js';
import { cmErrorSchema } from './errors.js';
import { guidSchema, instantSchema } from './ids.js';
import { presentationIdSchema } from './readers.js';
import { personSchema, requestViewSchema } from './requests.js';
import { MAX_VALUE_LENGTH, tableProblemCodes } from './tables.js';

/** How a person is written in a prepared file: by a column of that kind, or by one that may hold any of them. */
export const personFields = ['userId', 'account', 'employeeId', 'name', 'any'] as const;
export const personPartSchema = z.strictObject({ by: z.enum(personFields), value: z.string().min(1) });
export type PersonPart = z.infer<typeof personPartSchema>;

/** One line of a prepared file: which card is for which request, as it is written there. */
export const preparedLineSchema = z.strictObject({
  file: z.string(),
  line: z.int().positive(),
  card: z.string(),
  requestId: guidSchema.nullable(),
  /** All of them must be true of the person; none where the request alone is named. */
  person: z.array(personPartSchema),
  /** Name or id of the profile template; null: any. */
  template: z.string().nullable(),
});
export type PreparedLine = z.infer<typeof preparedLineSchema>;

/** Where a line stands. */
export const lineRefSchema = z.strictObject({ file: z.string(), line: z.int().positive() });
export type LineRef = z.infer<typeof lineRefSchema>;

/** A binding of this station, as far as an assignment is concerned. */
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
 * What an assignment comes to, against the list of requests and the journal.
 * - `request`: exactly one request, which waits for this card.
 * - `done`: the card was bound to what the line says; `under-way`: that binding is not settled yet.
 * - `already-bound`: the card, or the request, is bound to something else here.
 * - `request-gone`: the request of that id is not (any more) among those that wait.
 * - `no-request`: the user id is one person's, who has no request that waits.
 * - `several-requests`: the person has more than one that fits; the operator chooses.
 * - `person-unknown`: nobody with a request that waits is written so; `person-ambiguous`: several people are.
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

/** Every outcome's name, in the order in which they are told. */
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

/** What an operator looks for: all, what waits for its card, what is done, what cannot be used, and all that is not done. */
export const preparedGroups = ['all', 'waiting', 'done', 'unusable', 'leftover'] as const;
export const preparedGroupSchema = z.enum(preparedGroups);
export type PreparedGroup = z.infer<typeof preparedGroupSchema>;

/** Whether what an outcome stands for waits for its card, is done, or cannot be used as it is. */
export function preparedGroupOf(outcome: PreparedOutcomeName): 'waiting' | 'done' | 'unusable' {
  if (outcome === 'done' || outcome === 'under-way') return 'done';
  return outcome === 'request' || outcome === 'several-requests' || outcome === 'list-unknown' ? 'waiting' : 'unusable';
}

/**
 * What the server says of a prepared card that lies in a reader, asked before anybody confirms.
 * - `silent`: it could not be asked. `objects`: it would not take this binding, and why.
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

/** A card in a reader that a file says something about. */
export const preparedCardSchema = z.strictObject({
  presentationId: presentationIdSchema,
  assignment: preparedLineSchema,
  outcome: preparedOutcomeSchema,
  /** Null where there is nothing to ask about. */
  server: serverVerdictSchema.nullable(),
});
export type PreparedCard = z.infer<typeof preparedCardSchema>;

/** What the desk knows of prepared cards. */
export const preparedStateSchema = z.strictObject({
  /** How many lines there are. */
  total: z.int().nonnegative(),
  /** Grows whenever what the Prepared screen shows may have changed. */
  revision: z.int().nonnegative(),
  /** The cards in the readers that are prepared. */
  cards: z.array(preparedCardSchema),
});
export type PreparedState = z.infer<typeof preparedStateSchema>;

/**
 * What the files say about a card and a request that are to be bound.
 * - `fits`: a line says so. `none`: no line is about either.
 * - `unclear`: a line may mean it, and may mean another; a person must look.
 * - `card-for-another`, `request-for-another`: a line says otherwise.
 */
export const preparedCheckSchema = z.discriminatedUnion('check', [
  z.strictObject({ check: z.literal('none') }),
  z.strictObject({ check: z.literal('fits'), by: preparedLineSchema }),
  z.strictObject({ check: z.literal('unclear'), by: preparedLineSchema, why: z.enum(['person-ambiguous', 'contested']) }),
  /** `request`: the one the line means, where it means just one. */
  z.strictObject({ check: z.literal('card-for-another'), by: preparedLineSchema, request: requestViewSchema.nullable() }),
  z.strictObject({ check: z.literal('request-for-another'), by: preparedLineSchema }),
]);
export type PreparedCheck = z.infer<typeof preparedCheckSchema>;

/** What happens when somebody binds otherwise than a file says: they are told, or it is refused. */
export const mismatchActionSchema = z.enum(['warn', 'refuse']);
export type MismatchAction = z.infer<typeof mismatchActionSchema>;

/**
 * What is wrong in a prepared file, besides what may be wrong in any table. `value` is the fact beside the code.
 * - `no-card-column`: no column, or more than one, is for the card; `value` is the header.
 * - `no-target-column`: no column is for a request or a person.
 * - `no-target`: the line names neither.
 * - `duplicate-request`: the request, or the person with the profile template, stands on an earlier line, which `value` names.
 * - `card-in-other-file`, `request-in-other-file`: `value` is the other file and its line.
 * - `changed-meanwhile`: the file was written to while it was read.
 * - `not-kept`: it is sound, and the station could not write it down; `value` is why.
 */
export const preparedProblemSchema = z.strictObject({
  /** From 1; 0 stands for the whole file. */
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
  /** Its name, without the folder. */
  name: z.string(),
  /** Null where nothing was ever taken from it. */
  taken: z
    .strictObject({
      origin: z.enum(['folder', 'import']),
      at: instantSchema,
      /** How many lines came to which outcome. */
      counts: z.partialRecord(z.enum(preparedOutcomeNames), z.int().positive()),
      total: z.int().nonnegative(),
      /** How many cards of it that are not done were never in a reader here. */
      neverPresented: z.int().nonnegative(),
    })
    .nullable(),
  /** It came from the folder and does not lie there any more. */
  hasGone: z.boolean(),
  /** Why the file as it is now is not used; empty where it is. What was taken before stays. */
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
  /** Words that must all stand in the line, or in the name of whom it means; empty: any. */
  text: z.string().max(200),
  /** Null: any file. */
  file: z.string().max(300).nullable(),
  group: preparedGroupSchema,
  /** How many of those found are left out: the rows of the pages before. */
  after: z.int().nonnegative(),
  /** Rows of the page. */
  limit: z.int().min(1).max(500),
});
export type PreparedQuery = z.infer<typeof preparedQuerySchema>;

export const preparedRowSchema = z.strictObject({
  assignment: preparedLineSchema,
  outcome: preparedOutcomeSchema,
  /** When the card was first in a reader here. */
  presentedAt: instantSchema.nullable(),
});
export type PreparedRow = z.infer<typeof preparedRowSchema>;

/** One page of lines, in the order of files and lines. */
export const preparedPageSchema = z.strictObject({
  rows: z.array(preparedRowSchema),
  total: z.int().nonnegative(),
});
export type PreparedPage = z.infer<typeof preparedPageSchema>;

/** What became of a file that the operator chose; null: none was chosen. */
export const preparedImportSchema = z
  .discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('taken'), name: z.string(), total: z.int().nonnegative() }),
    z.strictObject({ outcome: z.literal('refused'), name: z.string(), problems: z.array(preparedProblemSchema).min(1) }),
  ])
  .nullable();
export type PreparedImport = z.infer<typeof preparedImportSchema>;

/** The calls of this feature: a part of the contract's table. */
export const preparedCalls = {
  /** What prepared files say about this card and this request, and what happens to who binds otherwise. */
  'prepared/check': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ requestId: guidSchema, presentationId: presentationIdSchema }),
    value: z.strictObject({ said: preparedCheckSchema, otherwise: mismatchActionSchema }),
  },
  /** Every prepared file, with how its lines stand. */
  'prepared/overview': { role: 'viewer', opensDialog: false, request: emptySchema, value: preparedOverviewSchema },
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
    request: z.strictObject({ name: z.string().max(300), reason: reasonSchema }),
    value: emptySchema,
  },
  /** Writes every line that is not done to a file that the operator chooses; null: none. */
  'prepared/export': {
    role: 'operator',
    opensDialog: true,
    request: emptySchema,
    value: z.strictObject({ file: z.string(), rows: z.int().nonnegative() }).nullable(),
  },
} as const satisfies CallTable;
