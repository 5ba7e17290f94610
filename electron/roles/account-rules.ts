import { APPROVER_ROLE, isAtLeast, lowerRole, roles, type Role } from '../../shared/roles.js';
import { isSameAccount, mayBeSamePerson } from '../core/account-name.js';

/** A person as the settings name them: one account, or several names of the one account. */
type Entry = string | readonly string[];
type ByRole<T> = { readonly [R in Role]?: readonly T[] | undefined };

/** What the settings say of roles, in what matters for telling one. */
export interface RoleRules {
  readonly accounts?: ByRole<Entry> | undefined;
  /** Distinguished names. */
  readonly groups?: ByRole<string> | undefined;
  readonly otherwise: Role;
}

const namesOf = (entry: Entry): readonly string[] => (typeof entry === 'string' ? [entry] : entry);

/** The role the settings give to an account by any of its names; null: they do not name it. */
export function roleByAccount({ accounts = {} }: RoleRules, names: readonly string[]): Role | null {
  const named = roles.filter((role) =>
    (accounts[role] ?? []).some((entry) => namesOf(entry).some((given) => names.some((name) => isSameAccount(given, name)))),
  );
  return named[0] ?? null;
}

/** The highest role that groups give; null: none of them. */
export function roleByGroups({ groups = {} }: RoleRules, memberOf: ReadonlySet<string>): Role | null {
  return [...roles].reverse().find((role) => (groups[role] ?? []).some((group) => memberOf.has(group))) ?? null;
}

/** Every group that gives a role. */
export function groupsNamed({ groups = {} }: RoleRules): readonly string[] {
  return roles.flatMap((role) => groups[role] ?? []);
}

/** The least that an account the directory was not asked about could be: what is not known must not allow anything. */
export function lowestPossibleRole({ groups = {}, otherwise }: RoleRules): Role {
  return roles.filter((role) => (groups[role] ?? []).length > 0).reduce(lowerRole, otherwise);
}

/** Whether anybody is named who may approve. */
export function namesApprovers({ accounts = {}, groups = {} }: Omit<RoleRules, 'otherwise'>): boolean {
  return roles.some((role) => isAtLeast(role, APPROVER_ROLE) && (accounts[role] ?? []).length + (groups[role] ?? []).length > 0);
}

/** Whether two accounts may be one person: by their names, or because the settings name them together. */
export function mayBeSamePersonBySettings({ accounts = {} }: RoleRules, one: string, other: string): boolean {
  if (mayBeSamePerson(one, other)) return true;
  const entries = roles.flatMap((role) => accounts[role] ?? []).map(namesOf);
  const has = (entry: readonly string[], name: string): boolean => entry.some((given) => isSameAccount(given, name));
  return entries.some((entry) => has(entry, one) && has(entry, other));
}

/**
 * Whether two names are certainly two people's, as far as names alone can tell: two of the form `DOMAIN\name`, or bare, of which an
 * account has one, or two that the settings name apart. A principal name may be the other name of any account.
 */
export function areDifferentPeople(settings: RoleRules, one: string, other: string): boolean {
  if (mayBeSamePersonBySettings(settings, one, other)) return false;
  const names = [one, other];
  return names.every((name) => !name.includes('@')) || names.every((name) => roleByAccount(settings, [name]) !== null);
}

/** An account that is named for more than one role; null: none is. */
export function accountNamedTwice({ accounts = {} }: Omit<RoleRules, 'otherwise'>): string | null {
  const all = roles.flatMap((role) => (accounts[role] ?? []).flatMap(namesOf));
  return all.find((name, index) => all.slice(index + 1).some((other) => isSameAccount(name, other))) ?? null;
}
