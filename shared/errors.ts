import * as z from 'zod';
import { archivedBindingSchema, archiveProblemSchema } from './archive.js';
import { accountProblems } from './account-problems.js';
import { fourEyesActionSchema } from './approvals.js';
import { backupProblemSchema } from './backup.js';
import { notBindableReasons } from './bindable.js';
import { identificationProblemSchema } from './cards.js';
import { refusedCertificateSchema } from './certificates.js';
import { guidSchema, instantSchema } from './ids.js';
import { serialReasons } from './printed-serial.js';
import { roleSchema } from './roles.js';
import { stockReasonSchema } from './stock.js';
import { tokenProblemSchema } from './token-problem.js';

/**
 * How a call to the CM service failed: code and facts; the page turns them into text in the operator's language.
 * - `network`: no connection, or it broke. `reached` says whether bytes may have reached the server.
 * - `timeout`: no connection within the connect limit, or no complete answer within the answer limit.
 * - `not-signed-in`: 401, a redirect, or an HTML page instead of JSON.
 * - `forbidden`: 403.
 * - `api-off`: 404 on a list, or a 404 that does not come from the API: the API is not enabled, or the address is wrong.
 * - `not-found`: 404 for one object, from the API.
 * - `server-error`: 500 and above.
 * - `unexpected-status`: any other undocumented status.
 * - `bad-answer`: a success status with a body that differs from the documentation.
 * - `too-large`: the answer exceeded its size limit.
 */
const answeredFacts = {
  status: z.int(),
  /** A GUID found in the body; the administrator finds it in the server's event log (service details page). */
  correlationId: guidSchema.nullable(),
  /** The server's own message; empty if there was none. */
  message: z.string().max(4096),
  /** The beginning of the body as received, if it holds more than the message: JSON or a page. */
  raw: z.string().max(4096).optional(),
};
export const cmErrorSchema = z.discriminatedUnion('code', [
  z.strictObject({
    code: z.literal('network'),
    layer: z.enum(['dns', 'tcp', 'tls', 'http']),
    reached: z.boolean(),
    detail: z.string().max(2000),
    /** The server's certificate, if it was not trusted. */
    certificate: refusedCertificateSchema.optional(),
    /** What the server requires and did not get. */
    needs: z.literal('client-certificate').optional(),
  }),
  z.strictObject({
    code: z.literal('timeout'),
    phase: z.enum(['connect', 'answer']),
    limitMs: z.int().positive(),
    reached: z.boolean(),
  }),
  z.strictObject({
    code: z.literal('not-signed-in'),
    ...answeredFacts,
    /** Authentication schemes that a 401 offers (RFC 9110 §11.6.1), among those the station knows. */
    offers: z.array(z.enum(['negotiate', 'ntlm', 'basic', 'digest'])).optional(),
  }),
  z.strictObject({ code: z.literal('forbidden'), ...answeredFacts }),
  z.strictObject({ code: z.literal('api-off'), ...answeredFacts }),
  z.strictObject({ code: z.literal('not-found'), ...answeredFacts }),
  z.strictObject({ code: z.literal('server-error'), ...answeredFacts }),
  z.strictObject({ code: z.literal('unexpected-status'), ...answeredFacts }),
  z.strictObject({ code: z.literal('bad-answer'), ...answeredFacts, detail: z.string().max(2000) }),
  z.strictObject({ code: z.literal('too-large'), limitBytes: z.int().positive() }),
]);
export type CmError = z.infer<typeof cmErrorSchema>;

/** Why the station did not do what was asked. In each of these cases nothing was sent to the server. */
export const stationErrorSchema = z.discriminatedUnion('code', [
  /** The call's arguments do not match the contract. */
  z.strictObject({ code: z.literal('invalid-input'), call: z.string(), detail: z.string().max(2000) }),
  /** The call did not come from the station's own window. */
  z.strictObject({ code: z.literal('sender-refused'), call: z.string() }),
  /** The operator's role may not make this call; `needs` is the lowest role that may. */
  z.strictObject({ code: z.literal('not-allowed'), call: z.string(), needs: roleSchema }),
  /** The settings require a second person, and none has approved. */
  z.strictObject({ code: z.literal('approval-needed'), action: fourEyesActionSchema }),
  /**
   * An approval was not granted.
   * - `wrong`: wrong name or password; the next attempt counts after `waitMs`.
   * - `too-early`: not checked; the pause lasts `waitMs` more.
   * - `same-person`: the second person is the operator.
   * - `operator-unknown`: the directory does not know the operator, so it cannot prove that the second person is someone
   * else; `detail` is the name.
   * - one of {@link accountProblems}: the second person's account cannot sign in; the attempt is not counted.
   * - `role-too-low`: the second person may not approve.
   * - `not-approvable`: the settings require no second person here, or there is nothing left to approve.
   * - `names-alone`: without a directory, a different name does not prove a different person.
   * - `not-asked`: the server answers without a password, so it proves no identity.
   * - `directory`: the directory cannot be asked; `detail` says why.
   */
  z.strictObject({
    code: z.literal('approval-refused'),
    reason: z.enum([
      'wrong',
      'too-early',
      'same-person',
      'operator-unknown',
      ...accountProblems,
      'role-too-low',
      'not-approvable',
      'not-asked',
      'names-alone',
      'directory',
    ]),
    waitMs: z.number().nonnegative(),
    detail: z.string().max(2000),
  }),
  /** The approval that came with a call is not valid for it: used already, for another action, or expired. */
  z.strictObject({ code: z.literal('approval-invalid'), reason: z.enum(['unknown', 'expired']) }),
  /** The card on the screen has left its reader. */
  z.strictObject({ code: z.literal('card-left') }),
  /** The card in the reader is no longer the one on the screen. */
  z.strictObject({ code: z.literal('card-changed') }),
  /** The card's id could not be read, so the card cannot be identified. */
  z.strictObject({ code: z.literal('card-unidentified'), problem: identificationProblemSchema.nullable() }),
  /** The station does not know this request, or no longer does. */
  z.strictObject({ code: z.literal('request-unknown') }),
  /** The server no longer offers this request for binding. */
  z.strictObject({
    code: z.literal('request-not-bindable'),
    /**
     * In addition to the rule's reasons, `changed`: the request now has another person, profile template or type than the one
     * on the screen.
     */
    reason: z.enum([...notBindableReasons, 'changed', 'gone']),
    /** The request's type number at the server, if the reason is about the type. */
    type: z.int().optional(),
  }),
  /** A binding of this station, open or bound, already claims the request. */
  z.strictObject({ code: z.literal('request-bound-here'), bindingId: guidSchema, cardId: guidSchema }),
  /** A binding of this station, open or bound, already claims the card. */
  z.strictObject({
    code: z.literal('card-bound-here'),
    bindingId: guidSchema,
    requestId: guidSchema,
    personName: z.string().nullable(),
  }),
  /** This station bound the request or the card before; the binding is in an archive, which names the person. */
  z.strictObject({ code: z.literal('request-archived'), ...archivedBindingSchema.shape }),
  z.strictObject({ code: z.literal('card-archived'), ...archivedBindingSchema.shape }),
  /** Nothing was moved to an archive. */
  z.strictObject({ code: z.literal('archive-failed'), problem: archiveProblemSchema, detail: z.string().max(2000) }),
  /** The server already knows this card as belonging to someone. */
  z.strictObject({
    code: z.literal('card-known-to-server'),
    smartcardId: guidSchema,
    personName: z.string().nullable(),
  }),
  /** A prepared file names this card for another request; names are null if the file has none. */
  z.strictObject({
    code: z.literal('card-prepared-for-another'),
    file: z.string(),
    line: z.int().positive(),
    requestId: guidSchema.nullable(),
    personName: z.string().nullable(),
  }),
  /** A prepared file names another card for this request; `card` as the file writes it. */
  z.strictObject({ code: z.literal('request-prepared-for-another'), file: z.string(), line: z.int().positive(), card: z.string() }),
  /** The request belongs to the current run, and its prepared file names another card. */
  z.strictObject({ code: z.literal('run-other-card'), file: z.string(), line: z.int().positive(), card: z.string() }),
  /**
   * The run was not started, continued or ended.
   * - `under-way`: another run is in progress; only one at a time.
   * - `moved-on`: the run or its current person changed since the page showed it.
   * - `nobody`: the source has no people left to bind.
   * - `no-list`: the list of requests was never fetched.
   */
  z.strictObject({ code: z.literal('run-refused'), reason: z.enum(['under-way', 'moved-on', 'nobody', 'no-list']) }),
  /** There is no prepared file of that name. */
  z.strictObject({ code: z.literal('no-prepared-file'), file: z.string() }),
  /** Prepared cards could not be stored; nothing changed. */
  z.strictObject({ code: z.literal('prepared-failed'), detail: z.string().max(2000) }),
  /** The settings forbid binding this card: it is not in stock, was already used, or was reported lost. */
  z.strictObject({ code: z.literal('card-refused-by-stock'), reason: stockReasonSchema }),
  /** The settings require the printed serial number, and the number entered does not confirm the card. */
  z.strictObject({ code: z.literal('serial-not-confirmed'), reason: z.enum(serialReasons) }),
  /** The card stock could not be read or written; nothing was changed and nothing was sent. */
  z.strictObject({ code: z.literal('stock-unusable'), detail: z.string().max(2000) }),
  /** There is no such card in the stock. */
  z.strictObject({ code: z.literal('stock-card-unknown') }),
  /** No list is open for import. */
  z.strictObject({ code: z.literal('stock-no-list') }),
  /** The settings forbid binding for a person whose name is unknown. */
  z.strictObject({ code: z.literal('person-unresolved') }),
  /** The server could not be asked, so it is not certain that the request may be bound. */
  z.strictObject({ code: z.literal('line-down'), error: cmErrorSchema }),
  /** The server cannot be asked, and the list of requests is older than the settings allow for binding offline. */
  z.strictObject({ code: z.literal('requests-too-old'), fetchedAt: instantSchema, longestAgeHours: z.number().positive() }),
  /** The server rejected this user name with this password. */
  z.strictObject({ code: z.literal('sign-in-refused'), account: z.string() }),
  /** Account names cannot contain this character; nothing was sent. */
  z.strictObject({ code: z.literal('account-name-refused'), letter: z.string().max(20) }),
  /** The server answers without this kind of sign-in, so it would prove no identity. The operator stays the same. */
  z.strictObject({ code: z.literal('sign-in-not-asked') }),
  /** The server could not check this user name with this password; no one was signed in. */
  z.strictObject({ code: z.literal('sign-in-failed'), error: cmErrorSchema }),
  /** Signing in with a token of the sign-in service failed. */
  z.strictObject({ code: z.literal('token-sign-in-failed'), problem: tokenProblemSchema }),
  /** The PIN was rejected: it was wrong, or came before the pause was over. The next one counts after `waitMs`. */
  z.strictObject({ code: z.literal('pin-refused'), reason: z.enum(['wrong', 'too-early']), waitMs: z.number().nonnegative() }),
  /** A locked desk saves no files and prints nothing, because system dialogs are a way out of it. */
  z.strictObject({ code: z.literal('in-kiosk') }),
  /** The journal could not be written, so nothing was sent. */
  z.strictObject({ code: z.literal('journal-failed'), detail: z.string().max(2000) }),
  /** The journal could not be read; nothing was changed. */
  z.strictObject({ code: z.literal('journal-unreadable'), detail: z.string().max(2000) }),
  /**
   * A row of the journal cannot be read, and it is about this request or this card: nothing was sent. Where `isPairKnown` is false, it is
   * not certain which ones it is about, so nothing at all is bound. `entry` is the number of its intent's entry.
   */
  z.strictObject({ code: z.literal('binding-unreadable'), entry: z.int().positive(), isPairKnown: z.boolean() }),
  /** The file the operator chose could not be written. */
  z.strictObject({ code: z.literal('file-failed'), detail: z.string().max(2000) }),
  /** No backups are set up, or the station is in training mode. */
  z.strictObject({ code: z.literal('backup-off') }),
  /** No backup was made; older ones are unchanged. */
  z.strictObject({ code: z.literal('backup-failed'), problem: backupProblemSchema, folder: z.string(), detail: z.string().max(2000) }),
  /** Printing failed. */
  z.strictObject({ code: z.literal('print-failed'), detail: z.string().max(2000) }),
  /** The settings files on disk contain errors, each with file, line, key and remedy. */
  z.strictObject({ code: z.literal('settings-broken'), detail: z.string().max(4000) }),
  /** The settings would be invalid after these changes; nothing was written. */
  z.strictObject({ code: z.literal('settings-invalid'), keys: z.array(z.string()) }),
  /** A file that the changed settings name cannot be used; nothing was written. */
  z.strictObject({ code: z.literal('settings-file'), key: z.string(), detail: z.string().max(2000) }),
  /** The user's settings file could not be written; its previous content still applies. */
  z.strictObject({ code: z.literal('settings-not-written'), file: z.string(), detail: z.string().max(2000) }),
  /** The settings files were changed while the question was open; nothing was written. */
  z.strictObject({ code: z.literal('settings-moved') }),
  /** The server cannot be changed while bindings for the current one are unsettled. */
  z.strictObject({ code: z.literal('bindings-unsettled'), count: z.int().positive() }),
  /** Another question of the station is already open. */
  z.strictObject({ code: z.literal('question-open') }),
  /** The station is about to restart with other settings; nothing was recorded. */
  z.strictObject({ code: z.literal('restarting') }),
  /** The request does not fit the binding's current state. */
  z.strictObject({ code: z.literal('binding-moved-on'), bindingId: guidSchema }),
  /**
   * The server was not asked to abandon a request.
   * - `off`: the settings do not allow it.
   * - Others, by what the server says about the request: `executed`; `ended` otherwise; `gone`; it has another card or person
   * (`changed`); its status number is not documented (`unclear`).
   */
  z.strictObject({
    code: z.literal('abandon-refused'),
    reason: z.enum(['off', 'executed', 'ended', 'gone', 'changed', 'unclear']),
  }),
  /** The call belongs to training mode, and the station is not in it. */
  z.strictObject({ code: z.literal('not-in-training') }),
  /** There is no such training reader, or it is not in the state the call needs. */
  z.strictObject({ code: z.literal('training-reader'), detail: z.string().max(200) }),
  /** An internal error of the station; the log has the details. */
  z.strictObject({ code: z.literal('internal'), detail: z.string().max(2000) }),
]);
export type StationError = z.infer<typeof stationErrorSchema>;
