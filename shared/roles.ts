import * as z from 'zod';
import { instantSchema } from './ids.js';

/**
 * Roles at the station, lowest first; each includes the rights of the ones before.
 * - `viewer`: look.
 * - `operator`: bind, and settle open bindings.
 * - `supervisor`: approve as a second person, and export data.
 * - `administrator`: everything.
 */
export const roles = ['viewer', 'operator', 'supervisor', 'administrator'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** Returns whether a role is sufficient where `needs` is required. */
export function isAtLeast(role: Role, needs: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needs);
}

/** Returns the lower of two roles. */
export function lowerRole(one: Role, other: Role): Role {
  return isAtLeast(one, other) ? other : one;
}

/** The lowest role that may approve as a second person. */
export const APPROVER_ROLE: Role = 'supervisor';

/**
 * The operator's role, and where it comes from.
 * - `unset`: the settings define no roles, so every account may do everything.
 * - `account`: the settings name the account.
 * - `group`: the account is in a group of the directory.
 * - `otherwise`: neither applies.
 * - `kept`: the directory cannot be asked; it last said so at `asOf`.
 * - `least`: the directory has not answered about this account yet, or not for too long: the lowest role it could give.
 */
export const roleStateSchema = z.strictObject({
  role: roleSchema,
  source: z.enum(['unset', 'account', 'group', 'otherwise', 'kept', 'least']),
  /** When the directory last said so; null if it did not. */
  asOf: instantSchema.nullable(),
});
export type RoleState = z.infer<typeof roleStateSchema>;
