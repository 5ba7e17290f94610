import * as z from 'zod';
import { instantSchema } from './ids.js';

/**
 * What somebody may do at the station, the least first; each may do all that the ones before may.
 * - `viewer`: look.
 * - `operator`: bind, and settle what is open.
 * - `supervisor`: approve as a second person, and take the record out.
 * - `administrator`: everything.
 */
export const roles = ['viewer', 'operator', 'supervisor', 'administrator'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** Whether a role may do what needs `needs`. */
export function isAtLeast(role: Role, needs: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needs);
}

/** The lesser of two roles. */
export function lowerRole(one: Role, other: Role): Role {
  return isAtLeast(one, other) ? other : one;
}

/** The least role that may approve as a second person. */
export const APPROVER_ROLE: Role = 'supervisor';

/**
 * The role of whoever works here, and why it is this one.
 * - `unset`: the settings name no roles, and everybody may do everything.
 * - `account`: the settings name the account.
 * - `group`: the directory says so.
 * - `otherwise`: neither names the account.
 * - `kept`: the directory cannot be asked; it said so at `asOf`.
 * - `least`: the directory has not answered about this account yet, or not for too long: the least it could say.
 */
export const roleStateSchema = z.strictObject({
  role: roleSchema,
  source: z.enum(['unset', 'account', 'group', 'otherwise', 'kept', 'least']),
  /** When the directory last said so; null where it did not. */
  asOf: instantSchema.nullable(),
});
export type RoleState = z.infer<typeof roleStateSchema>;
