import * as z from 'zod';
import type { CallName } from './contract.js';
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
export function lesser(one: Role, other: Role): Role {
  return isAtLeast(one, other) ? other : one;
}

/** The least role that may approve as a second person. */
export const APPROVER: Role = 'supervisor';

/**
 * Who may make which call: the one table, by the least role that may. Main holds every call to it
 * (`electron/roles/allowed-only.ts`), the screen only shows it; a call that has no row does not compile.
 */
export const mayCall = {
  'station/snapshot': 'viewer',
  'station/setPreferences': 'viewer',
  'cards/lookUp': 'viewer',
  'requests/refresh': 'viewer',
  'people/details': 'viewer',
  'bindings/confirm': 'operator',
  'bindings/withdraw': 'operator',
  'bindings/retry': 'operator',
  'bindings/giveUp': 'operator',
  // Who asks for it is the operator; who grants it proves to be somebody else, with a role of their own.
  'approvals/approve': 'operator',
  'prepared/check': 'viewer',
  'prepared/overview': 'viewer',
  'prepared/search': 'viewer',
  'prepared/import': 'operator',
  // What a file says protects against the wrong card: an operator could else take it away instead of asking a second person.
  'prepared/remove': 'supervisor',
  'prepared/export': 'operator',
  'stock/judge': 'viewer',
  'stock/search': 'viewer',
  'stock/places': 'viewer',
  // An operator could else put a card that is refused back into stock instead of asking a second person.
  'stock/mark': 'supervisor',
  // The list decides which cards may be bound at all.
  'stock/openList': 'supervisor',
  'stock/previewList': 'supervisor',
  'stock/importList': 'supervisor',
  'stock/closeList': 'supervisor',
  'history/search': 'viewer',
  'history/entries': 'viewer',
  'history/export': 'supervisor',
  'history/print': 'operator',
  'report/read': 'viewer',
  'report/savePdf': 'operator',
  'report/saveCsv': 'operator',
  'backup/now': 'supervisor',
  'settings/read': 'supervisor',
  'settings/form': 'administrator',
  'settings/check': 'administrator',
  'settings/save': 'administrator',
  'server/testDraft': 'administrator',
  // Both only ask and change nothing: whoever telephones with support must be able to say what they show.
  'server/testConnection': 'viewer',
  'diagnostics/read': 'viewer',
  'diagnostics/checkJournal': 'operator',
  'diagnostics/saveBundle': 'operator',
  // Whoever is there must be able to become somebody else.
  'signIn/withPassword': 'viewer',
  'signIn/openPage': 'viewer',
  'signIn/forget': 'viewer',
  // The PIN says who may.
  'kiosk/leave': 'viewer',
  // They touch the invented world only.
  'training/insertCard': 'viewer',
  'training/removeCard': 'viewer',
  'training/setNextAnswer': 'viewer',
} as const satisfies Record<CallName, Role>;

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
