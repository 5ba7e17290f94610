import type { StationError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { APPROVER_ROLE, isAtLeast, type Role } from '../../shared/roles.js';
import type { Credentials } from '../../shared/sign-in.js';
import type { AccountDirectory } from '../people/account-directory.js';
import type { PasswordCheck } from '../sign-in/password-check.js';
import type { AttemptLimiter } from './attempt-limiter.js';
import { accountNameFault } from '../core/account-name.js';
import { areDifferentPeople, mayBeSamePersonBySettings, roleByAccount, roleByGroups, type RoleRules } from './account-rules.js';

/** What a name and password prove about a person. */
export type ApproverProof =
  | {
      readonly outcome: 'proven';
      /** For the journal. */
      readonly name: string;
      /** All names of the account that the check confirms. */
      readonly names: readonly string[];
      /** Null: neither the settings nor a group give a role. The default role never makes an approver. */
      readonly role: Role | null;
    }
  /** Unknown name or wrong password. */
  | { readonly outcome: 'wrong' }
  /** Could not be checked. */
  | { readonly outcome: 'undecided'; readonly error: StationError };

/** Checks a name and password once, and that they are not the operator's. Stores and logs neither. */
export type ApproverCheck = (credentials: Credentials, operator: string) => Promise<ApproverProof>;

/**
 * Checks with a directory; the password is sent nowhere else. The directory must know both people as two entries, because an
 * unknown name may belong to anyone, the second person included.
 */
export function checkByDirectory(directory: AccountDirectory, settings: RoleRules): ApproverCheck {
  return async ({ account, password }, operator) => {
    // A name without a domain is not certainly an account of this directory.
    const first = await directory.find(operator, 'refuse');
    if (!first.ok) return { outcome: 'undecided', error: approvalRefused('directory', first.error.detail) };
    if (first.value === null) return { outcome: 'undecided', error: approvalRefused('operator-unknown', operator) };
    const found = await directory.find(account, 'here');
    if (!found.ok) return { outcome: 'undecided', error: approvalRefused('directory', found.error.detail) };
    if (found.value === null) return { outcome: 'wrong' };
    const { id, dn, names, memberOf, problem, needsCard } = found.value;
    if (id === first.value.id) return { outcome: 'undecided', error: approvalRefused('same-person') };
    const right = await directory.isPassword(dn, password);
    if (!right.ok) return { outcome: 'undecided', error: approvalRefused('directory', right.error.detail) };
    // The password of such an account is unknown to people, so a wrong one is not a guess.
    if (right.value === false && needsCard) return { outcome: 'undecided', error: approvalRefused('card-only') };
    if (right.value === false) return { outcome: 'wrong' };
    const why = right.value === true ? problem : right.value;
    if (why !== null) return { outcome: 'undecided', error: approvalRefused(why) };
    return {
      outcome: 'proven',
      name: names[0] ?? account,
      names,
      role: roleByAccount(settings, names) ?? roleByGroups(settings, memberOf),
    };
  };
}

/** Checks with the CM service, in a session that nothing else uses. */
export function checkByServer(check: (credentials: Credentials) => Promise<PasswordCheck>, settings: RoleRules): ApproverCheck {
  return async (credentials, operator) => {
    // The owner of another name is unknown: one person with two names would count as two.
    if (!areDifferentPeople(settings, operator, credentials.account))
      return { outcome: 'undecided', error: approvalRefused('names-alone') };
    const checked = await check(credentials);
    switch (checked) {
      case 'right': {
        const { account } = credentials;
        return { outcome: 'proven', name: account, names: [account], role: roleByAccount(settings, [account]) };
      }
      case 'wrong':
        return { outcome: 'wrong' };
      case 'not-asked':
        return { outcome: 'undecided', error: approvalRefused('not-asked') };
      default:
        return { outcome: 'undecided', error: { code: 'line-down', error: checked } };
    }
  };
}

export interface SecondPersonDeps {
  readonly settings: RoleRules;
  readonly checkApprover: ApproverCheck;
  /** Slows down guessing and protects accounts from lockout. */
  readonly attempts: AttemptLimiter;
}

/** Checks a second person, who must not be the operator. @returns who approved, or why the check failed */
export async function proveSecondPerson(
  { settings, checkApprover, attempts }: SecondPersonDeps,
  operator: string,
  credentials: Credentials,
): Promise<Result<{ readonly name: string; readonly role: Role }>> {
  // The server and the station would read such a name differently.
  const letter = accountNameFault(credentials.account);
  if (letter !== null) return fail({ code: 'account-name-refused', letter });
  // Checked first: the operator's own password proves nothing here.
  if (mayBeSamePersonBySettings(settings, operator, credentials.account)) return fail(approvalRefused('same-person'));
  let proof: ApproverProof = { outcome: 'wrong' };
  const tried = await attempts.try(async () => {
    proof = await checkApprover(credentials, operator);
    // Only an approver's success resets the wrong attempts; a colleague's own password does not.
    return proof.outcome === 'proven' ? (whyNot(settings, operator, proof) === null ? 'right' : 'undecided') : proof.outcome;
  });
  if (tried.outcome === 'refused') return fail(approvalRefused('too-early', '', tried.waitMs));
  if (tried.outcome === 'wrong') return fail(approvalRefused('wrong', '', tried.waitMs));
  return judged(settings, operator, proof);
}

function judged(settings: RoleRules, operator: string, proof: ApproverProof): Result<{ readonly name: string; readonly role: Role }> {
  if (proof.outcome === 'undecided') return fail(proof.error);
  if (proof.outcome === 'wrong') return fail(approvalRefused('wrong'));
  const objection = whyNot(settings, operator, proof);
  return objection === null && proof.role !== null
    ? ok({ name: proof.name, role: proof.role })
    : fail(approvalRefused(objection ?? 'role-too-low'));
}

/** Returns why a proven person may not be the second person; null if they may. */
function whyNot(
  settings: RoleRules,
  operator: string,
  { names, name, role }: Extract<ApproverProof, { outcome: 'proven' }>,
): 'same-person' | 'role-too-low' | null {
  if ([name, ...names].some((one) => mayBeSamePersonBySettings(settings, operator, one))) return 'same-person';
  return role !== null && isAtLeast(role, APPROVER_ROLE) ? null : 'role-too-low';
}

export function approvalRefused(
  reason: Extract<StationError, { code: 'approval-refused' }>['reason'],
  detail = '',
  waitMs = 0,
): Extract<StationError, { code: 'approval-refused' }> {
  return { code: 'approval-refused', reason, waitMs, detail: detail.slice(0, 2000) };
}
