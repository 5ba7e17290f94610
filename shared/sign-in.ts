import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';

/**
 * The station's identity at the CM service, which the journal records.
 * - `account`: the account the station runs under; known before any sign-in, and used if the server asks for none.
 * - `ticket`: that account's domain identity (Kerberos or Windows).
 * - `password`: the user name of the sign-in.
 * - `federation`: the name given by the organization's sign-in service.
 */
export const identitySchema = z.strictObject({
  name: z.string().min(1).max(300),
  source: z.enum(['account', 'ticket', 'password', 'federation']),
});
export type Identity = z.infer<typeof identitySchema>;

/**
 * What the server requires before it answers.
 * - `password`: a user name and password. `refused` is the user name it rejected last; `canKeep` says whether this system has
 * a key store for them.
 * - `ticket`: Windows sign-in only, and this account has no ticket; typing a password would not help.
 * - `federation`: the organization's sign-in page. `blocked` is a host it led to that the settings do not allow.
 */
export const signInNeedSchema = z.discriminatedUnion('way', [
  z.strictObject({ way: z.literal('password'), refused: z.string().nullable(), canKeep: z.boolean() }),
  z.strictObject({ way: z.literal('ticket') }),
  z.strictObject({ way: z.literal('federation'), blocked: z.string().nullable() }),
]);
export type SignInNeed = z.infer<typeof signInNeedSchema>;

export const signInSchema = z.strictObject({
  identity: identitySchema,
  /** Null: nothing is required. */
  needed: signInNeedSchema.nullable(),
  /** Whether the system's key store holds a user name and password. */
  kept: z.boolean(),
});
export type SignInState = z.infer<typeof signInSchema>;

/** User name and password for the CM service. They are sent nowhere else and never written in plain text. */
export const credentialsSchema = z.strictObject({
  /** `DOMAIN\name`, `name@domain`, or a bare name. */
  account: z.string().trim().min(1).max(300),
  password: z.string().min(1).max(1_000),
});
export type Credentials = z.infer<typeof credentialsSchema>;

/** Calls of this feature, merged into the contract. */
export const signInCalls = {
  /**
   * Signs in to the CM service with a user name and password; one attempt. Open to viewers, because signing in is how a
   * person gets another role.
   */
  'signIn/withPassword': {
    role: 'viewer',
    opensDialog: false,
    request: credentialsSchema.extend({ keep: z.boolean() }),
    value: emptySchema,
  },
  /** Opens the organization's sign-in page; answers when its window has closed. */
  'signIn/openPage': { role: 'viewer', opensDialog: false, request: emptySchema, value: emptySchema },
  /** Signs out and deletes a stored password. */
  'signIn/forget': { role: 'viewer', opensDialog: false, request: emptySchema, value: emptySchema },
} as const satisfies CallTable;
