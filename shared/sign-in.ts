import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';

/**
 * Who the station is at the CM service, which is who the journal records.
 * - `account`: the account of the computer it runs under; all there is to know before anybody has signed in, or where the
 *   server asks nobody.
 * - `ticket`: that account's identity in its domain (Kerberos, or Windows' own).
 * - `password`: the name that was signed in with.
 * - `federation`: the name the organisation's sign-in service gave.
 */
export const identitySchema = z.strictObject({
  name: z.string().min(1).max(300),
  source: z.enum(['account', 'ticket', 'password', 'federation']),
});
export type Identity = z.infer<typeof identitySchema>;

/**
 * What the server asks for before it answers.
 * - `password`: a name and a password. `refused` is the name it did not take the last time; `canKeep` says whether this
 *   system has a key store to keep them in.
 * - `ticket`: Windows sign-in alone, for which this account has no ticket; nothing typed here would help.
 * - `federation`: the organisation's sign-in page. `blocked` is a host it led to that the settings do not name.
 */
export const signInNeedSchema = z.discriminatedUnion('way', [
  z.strictObject({ way: z.literal('password'), refused: z.string().nullable(), canKeep: z.boolean() }),
  z.strictObject({ way: z.literal('ticket') }),
  z.strictObject({ way: z.literal('federation'), blocked: z.string().nullable() }),
]);
export type SignInNeed = z.infer<typeof signInNeedSchema>;

export const signInSchema = z.strictObject({
  identity: identitySchema,
  /** Null: nothing is asked for. */
  needed: signInNeedSchema.nullable(),
  /** Whether a name and a password are kept by this system's key store. */
  kept: z.boolean(),
});
export type SignIn = z.infer<typeof signInSchema>;

/** A name and a password for the CM service; they go nowhere else, and are never written down in the clear. */
export const credentialsSchema = z.strictObject({
  /** `DOMAIN\name`, `name@domain`, or a bare name. */
  account: z.string().trim().min(1).max(300),
  password: z.string().min(1).max(1_000),
});
export type Credentials = z.infer<typeof credentialsSchema>;

/** The calls of this feature: a part of the contract's table. */
export const signInCalls = {
  /** Signs in to the CM service with a name and a password; one try. Whoever is there must be able to become somebody else. */
  'signIn/withPassword': {
    role: 'viewer',
    opensDialog: false,
    request: credentialsSchema.extend({ keep: z.boolean() }),
    value: emptySchema,
  },
  /** Opens the organisation's sign-in page; answers when its window has closed. */
  'signIn/openPage': { role: 'viewer', opensDialog: false, request: emptySchema, value: emptySchema },
  /** Signs out and forgets a kept password. */
  'signIn/forget': { role: 'viewer', opensDialog: false, request: emptySchema, value: emptySchema },
} as const satisfies CallTable;
