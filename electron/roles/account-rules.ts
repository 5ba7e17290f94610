import { APPROVER_ROLE, isAtLeast, lowerRole, roles, type Role } from '../../shared/roles.js';
import { isSameAccount, mayBeSamePerson } from '../core/account-name.js';

/** A person in the settings: one account, or several names of one account. */
type Entry = string | readonly string[];
type ByRole<T> = { readonly [R in Role]?: readonly T[] | undefined };

/** The part of the role settings that decides a role. */
export interface RoleRules {
  readonly accounts?: ByRole<Entry> | undefined;
  /** Distinguished names. */
  readonly groups?: ByRole<string> | undefined;
  readonly otherwise: Role;
}

const namesOf = (entry: Entry): readonly string[] => (typeof entry === 'string' ? [entry] : entry);

/** Returns the settings' role for an account by any of its names; null: none. */
export function roleByAccount({ accounts = {} }: RoleRules, names: readonly string[]): Role | null {
  const named = roles.filter((role) =>
    (accounts[role] ?? []).some((entry) => namesOf(entry).some((given) => names.some((name) => isSameAccount(given, name)))),
  );
  return named[0] ?? null;
}

/** Returns the highest role of the groups; null: none. */
export function roleByGroups({ groups = {} }: RoleRules, memberOf: ReadonlySet<string>): Role | null {
  return [...roles].reverse().find((role) => (groups[role] ?? []).some((group) => memberOf.has(group))) ?? null;
}

/** Returns every group with a role. */
export function groupsNamed({ groups = {} }: RoleRules): readonly string[] {
  return roles.flatMap((role) => groups[role] ?? []);
}

/** Returns the lowest role an account could have before the directory answers, because an unknown membership must not allow anything. */
export function lowestPossibleRole({ groups = {}, otherwise }: RoleRules): Role {
  return roles.filter((role) => (groups[role] ?? []).length > 0).reduce(lowerRole, otherwise);
}

/** Whether the settings name any approver. */
export function namesApprovers({ accounts = {}, groups = {} }: Omit<RoleRules, 'otherwise'>): boolean {
  return roles.some((role) => isAtLeast(role, APPROVER_ROLE) && (accounts[role] ?? []).length + (groups[role] ?? []).length > 0);
}

/** Whether two accounts may belong to one person, by their names or because the settings name them together. */
export function mayBeSamePersonBySettings({ accounts = {} }: RoleRules, one: string, other: string): boolean {
  if (mayBeSamePerson(one, other)) return true;
  const entries = roles.flatMap((role) => accounts[role] ?? []).map(namesOf);
  const has = (entry: readonly string[], name: string): boolean => entry.some((given) => isSameAccount(given, name));
  return entries.some((entry) => has(entry, one) && has(entry, other));
}

/**
 * Whether two names certainly belong to two people, by the names alone: both of the form `DOMAIN\name` or without domain, or
 * both named separately in the settings. A principal name may be another name of any account.
 */
export function areDifferentPeople(settings: RoleRules, one: string, other: string): boolean {
  if (mayBeSamePersonBySettings(settings, one, other)) return false;
  const names = [one, other];
  return names.every((name) => !name.includes('@')) || names.every((name) => roleByAccount(settings, [name]) !== null);
}

/** Returns an account with more than one role in the settings; null: none. */
export function accountNamedTwice({ accounts = {} }: Omit<RoleRules, 'otherwise'>): string | null {
  const all = roles.flatMap((role) => (accounts[role] ?? []).flatMap(namesOf));
  return all.find((name, index) => all.slice(index + 1).some((other) => isSameAccount(name, other))) ?? null;
}
