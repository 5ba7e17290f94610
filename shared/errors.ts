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
 * How a call to the CM service failed: code and facts, words are made at the edge in the operator's language.
 * - `network`: no connection, or it broke. `reached` says whether bytes may have reached the server.
 * - `timeout`: no connection within the connect limit, or no whole answer within the answer limit.
 * - `not-signed-in`: 401, a redirect, or an HTML page where JSON was due.
 * - `forbidden`: 403.
 * - `api-off`: 404 on a list, or one that is not in the API's own words: the API is not switched on, or the address is wrong.
 * - `not-found`: 404 for one object, in the API's own words.
 * - `server-error`: 500 and above.
 * - `unexpected-status`: any other status the pages do not list.
 * - `bad-answer`: a status that should have worked, with a body that is not what the pages say.
 * - `too-large`: the answer went over its size limit.
 */
const answeredFacts = {
  status: z.int(),
  /** A GUID found in the body: the administrator finds it in the server's event log (service details page). */
  correlationId: guidSchema.nullable(),
  /** What the server said, in its own words; empty when it said nothing. */
  message: z.string().max(4096),
  /** The first of the body as it came, where that is more than its words: JSON, or a page. */
  raw: z.string().max(4096).optional(),
};
export const cmErrorSchema = z.discriminatedUnion('code', [
  z.strictObject({
    code: z.literal('network'),
    layer: z.enum(['dns', 'tcp', 'tls', 'http']),
    reached: z.boolean(),
    detail: z.string().max(2000),
    /** The server's certificate, where it was not believed. */
    certificate: refusedCertificateSchema.optional(),
    /** What the server asks for and did not get. */
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
    /** The ways to sign in that a 401 offers (RFC 9110 §11.6.1), as far as the station knows them. */
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

/** Why the station did not do what was asked. Nothing was sent to the server in any of these cases. */
export const stationErrorSchema = z.discriminatedUnion('code', [
  /** The call's arguments did not fit the contract. */
  z.strictObject({ code: z.literal('invalid-input'), call: z.string(), detail: z.string().max(2000) }),
  /** The call did not come from the station's own window. */
  z.strictObject({ code: z.literal('sender-refused'), call: z.string() }),
  /** Whoever works here may not make this call; `needs` is the least role that may. */
  z.strictObject({ code: z.literal('not-allowed'), call: z.string(), needs: roleSchema }),
  /** The settings ask for a second person, and none has approved it. */
  z.strictObject({ code: z.literal('approval-needed'), action: fourEyesActionSchema }),
  /**
   * An approval was not granted.
   * - `wrong`: the name was not taken with this password; the next try counts after `waitMs`.
   * - `too-early`: not even looked at, the pause has `waitMs` to go.
   * - `same-person`: it is the operator.
   * - `operator-unknown`: the directory does not know who works here, so nobody is certainly somebody else; `detail` is the name.
   * - one of {@link accountProblems}: the second person's account cannot sign in; no try is counted.
   * - `role-too-low`: who it is may not approve.
   * - `not-approvable`: the settings ask for no second person here, or nothing stands there to approve any more.
   * - `names-alone`: without a directory nobody can tell that it is not the operator under another name.
   * - `not-asked`: the server answers without asking for a password, so it proves nobody.
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
  /** The approval that came with a call was none for it: used up, for something else, or too old. */
  z.strictObject({ code: z.literal('approval-invalid'), reason: z.enum(['unknown', 'expired']) }),
  /** The card that was in view has left its reader. */
  z.strictObject({ code: z.literal('card-left') }),
  /** The card in the reader is no longer the one that was in view. */
  z.strictObject({ code: z.literal('card-changed') }),
  /** The card's id could not be read, so nobody can say which card this is. */
  z.strictObject({ code: z.literal('card-unidentified'), problem: identificationProblemSchema.nullable() }),
  /** The station does not know this request (any more). */
  z.strictObject({ code: z.literal('request-unknown') }),
  /** The server no longer offers this request for binding. */
  z.strictObject({
    code: z.literal('request-not-bindable'),
    /** Beside the rule's own: `changed`: it is now for another person, profile template or of another type than what was on the screen. */
    reason: z.enum([...notBindableReasons, 'changed', 'gone']),
    /** Its type as the server numbers it, where the reason is about that. */
    type: z.int().optional(),
  }),
  /** This station has a live or finished binding for the request already. */
  z.strictObject({ code: z.literal('request-bound-here'), bindingId: guidSchema, cardId: guidSchema }),
  /** This station has a live or finished binding with this card already. */
  z.strictObject({
    code: z.literal('card-bound-here'),
    bindingId: guidSchema,
    requestId: guidSchema,
    personName: z.string().nullable(),
  }),
  /** This station bound the request, or the card, before; the binding is in an archive, which says with whom. */
  z.strictObject({ code: z.literal('request-archived'), ...archivedBindingSchema.shape }),
  z.strictObject({ code: z.literal('card-archived'), ...archivedBindingSchema.shape }),
  /** Nothing was taken out of the journal into an archive. */
  z.strictObject({ code: z.literal('archive-failed'), problem: archiveProblemSchema, detail: z.string().max(2000) }),
  /** The server knows this card already, as somebody's. */
  z.strictObject({
    code: z.literal('card-known-to-server'),
    smartcardId: guidSchema,
    personName: z.string().nullable(),
  }),
  /** A prepared file says that this card is for another request; names are null where the file does not say. */
  z.strictObject({
    code: z.literal('card-prepared-for-another'),
    file: z.string(),
    line: z.int().positive(),
    requestId: guidSchema.nullable(),
    personName: z.string().nullable(),
  }),
  /** A prepared file says that another card, as it is written there, is for this request. */
  z.strictObject({ code: z.literal('request-prepared-for-another'), file: z.string(), line: z.int().positive(), card: z.string() }),
  /** The request belongs to the run that is under way, and a prepared file says that the two do not belong together: the run takes no other card. */
  z.strictObject({ code: z.literal('run-other-card'), file: z.string(), line: z.int().positive(), card: z.string() }),
  /**
   * Nothing of a run was begun, set aside or ended.
   * - `under-way`: another run is; one at a time.
   * - `moved-on`: the run or the person in it is not where the page had them.
   * - `nobody`: nobody is left to bind in what it was to be made of.
   * - `no-list`: the list of requests was never fetched.
   */
  z.strictObject({ code: z.literal('run-refused'), reason: z.enum(['under-way', 'moved-on', 'nobody', 'no-list']) }),
  /** There is no prepared file of that name. */
  z.strictObject({ code: z.literal('no-prepared-file'), file: z.string() }),
  /** What is known of prepared cards could not be written down; it stays as it was. */
  z.strictObject({ code: z.literal('prepared-failed'), detail: z.string().max(2000) }),
  /** Policy forbids binding this card: it is not in stock, was used already, or was reported lost. */
  z.strictObject({ code: z.literal('card-refused-by-stock'), reason: stockReasonSchema }),
  /** The settings ask for the serial number that is printed on the card, and what was entered does not confirm it. */
  z.strictObject({ code: z.literal('serial-not-confirmed'), reason: z.enum(serialReasons) }),
  /** The stock of cards could not be read or written; nothing was changed, and nothing was sent. */
  z.strictObject({ code: z.literal('stock-unusable'), detail: z.string().max(2000) }),
  /** No such card is in the stock. */
  z.strictObject({ code: z.literal('stock-card-unknown') }),
  /** No list is open to be imported. */
  z.strictObject({ code: z.literal('stock-no-list') }),
  /** Policy forbids binding for a person whose name is not known. */
  z.strictObject({ code: z.literal('person-unresolved') }),
  /** The server could not be asked, so it is not certain that the request may be bound. */
  z.strictObject({ code: z.literal('line-down'), error: cmErrorSchema }),
  /** The server cannot be asked, and the list of requests is older than policy allows for binding all the same. */
  z.strictObject({ code: z.literal('requests-too-old'), fetchedAt: instantSchema, longestAgeHours: z.number().positive() }),
  /** The server did not take this name with this password. */
  z.strictObject({ code: z.literal('sign-in-refused'), account: z.string() }),
  /** No account name has this letter; it was sent nowhere. */
  z.strictObject({ code: z.literal('account-name-refused'), letter: z.string().max(20) }),
  /** The server answers without asking for a sign-in of this kind, so it would prove nobody; who works here is who it was. */
  z.strictObject({ code: z.literal('sign-in-not-asked') }),
  /** The server could not say whether it takes this name with this password; nobody was signed in. */
  z.strictObject({ code: z.literal('sign-in-failed'), error: cmErrorSchema }),
  /** Nobody was signed in by a token of the sign-in service. */
  z.strictObject({ code: z.literal('token-sign-in-failed'), problem: tokenProblemSchema }),
  /** The PIN was not taken: it was wrong, or came before the pause was over. The next one counts after `waitMs`. */
  z.strictObject({ code: z.literal('pin-refused'), reason: z.enum(['wrong', 'too-early']), waitMs: z.number().nonnegative() }),
  /** A kiosk saves no files and prints nothing: the system's dialogs are a way out of it. */
  z.strictObject({ code: z.literal('in-kiosk') }),
  /** The journal could not be written, so nothing was sent. */
  z.strictObject({ code: z.literal('journal-failed'), detail: z.string().max(2000) }),
  /** The journal could not be read; nothing was changed. */
  z.strictObject({ code: z.literal('journal-unreadable'), detail: z.string().max(2000) }),
  /** A file the operator chose could not be written. */
  z.strictObject({ code: z.literal('file-failed'), detail: z.string().max(2000) }),
  /** No backups are set up, or the station is in training. */
  z.strictObject({ code: z.literal('backup-off') }),
  /** No backup was made; older ones are as they were. */
  z.strictObject({ code: z.literal('backup-failed'), problem: backupProblemSchema, folder: z.string(), detail: z.string().max(2000) }),
  /** Nothing was printed. */
  z.strictObject({ code: z.literal('print-failed'), detail: z.string().max(2000) }),
  /** The settings files on the disk are wrong by now; each mistake with its file, line, key and remedy. */
  z.strictObject({ code: z.literal('settings-broken'), detail: z.string().max(4000) }),
  /** The settings would be wrong after these changes; nothing was written. */
  z.strictObject({ code: z.literal('settings-invalid'), keys: z.array(z.string()) }),
  /** A file that the changed settings name cannot be used; nothing was written. */
  z.strictObject({ code: z.literal('settings-file'), key: z.string(), detail: z.string().max(2000) }),
  /** The user's settings file could not be written; what it said before counts. */
  z.strictObject({ code: z.literal('settings-not-written'), file: z.string(), detail: z.string().max(2000) }),
  /** Somebody else wrote the settings files while the question was open; nothing was written. */
  z.strictObject({ code: z.literal('settings-moved') }),
  /** Another server cannot be set while bindings for this one are not settled. */
  z.strictObject({ code: z.literal('bindings-unsettled'), count: z.int().positive() }),
  /** A question of the station's own is open already. */
  z.strictObject({ code: z.literal('question-open') }),
  /** The station is about to open again with other settings; nothing was written down. */
  z.strictObject({ code: z.literal('restarting') }),
  /** What was asked of a binding does not fit how far it has come by now. */
  z.strictObject({ code: z.literal('binding-moved-on'), bindingId: guidSchema }),
  /**
   * The server was not asked to abandon a request.
   * - `off`: the settings do not allow it.
   * - The others by what the server says of the request: it was `executed`, it has `ended` otherwise, it is `gone`, another card or
   *   person has it (`changed`), or its status is a number that nobody has a word for (`unclear`).
   */
  z.strictObject({
    code: z.literal('abandon-refused'),
    reason: z.enum(['off', 'executed', 'ended', 'gone', 'changed', 'unclear']),
  }),
  /** The call belongs to training mode and the station is not in it. */
  z.strictObject({ code: z.literal('not-in-training') }),
  /** No such training reader, or it is not in the state the call needs. */
  z.strictObject({ code: z.literal('training-reader'), detail: z.string().max(200) }),
  /** A fault of the station itself; the log has the rest. */
  z.strictObject({ code: z.literal('internal'), detail: z.string().max(2000) }),
]);
export type StationError = z.infer<typeof stationErrorSchema>;
