import type { StationError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { APPROVER_ROLE, isAtLeast, type Role } from '../../shared/roles.js';
import type { Credentials } from '../../shared/sign-in.js';
import type { AccountDirectory } from '../people/account-directory.js';
import type { PasswordCheck } from '../sign-in/password-check.js';
import type { AttemptLimiter } from './attempt-limiter.js';
import { accountNameFault } from '../core/account-name.js';
import { areDifferentPeople, mayBeSamePersonBySettings, roleByAccount, roleByGroups, type RoleRules } from './account-rules.js';

/** Who a name and a password prove somebody to be. */
export type ApproverProof =
  | {
      readonly outcome: 'proven';
      /** For the journal. */
      readonly name: string;
      /** Every way to write the account that the judge vouches for. */
      readonly names: readonly string[];
      /** Null: neither the settings nor a group give one. What is left to everybody else makes nobody an approver. */
      readonly role: Role | null;
    }
  /** The name is not known, or not with this password. */
  | { readonly outcome: 'wrong' }
  /** Nobody could say. */
  | { readonly outcome: 'undecided'; readonly error: StationError };

/** Looks once whether a name and a password belong together, and that they are not the operator's; keeps and logs neither. */
export type ApproverCheck = (credentials: Credentials, operator: string) => Promise<ApproverProof>;

/**
 * Judges by a directory, which the password goes to and nowhere else. It must know both people, and by two entries: a name
 * that it does not know may be anybody's, the second person's too.
 */
export function checkByDirectory(directory: AccountDirectory, settings: RoleRules): ApproverCheck {
  return async ({ account, password }, operator) => {
    // A bare name is no account of this directory for certain, and then nobody's.
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
    // Nobody knows the password of such an account, so that a wrong one is no guess.
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

/** Judges by the CM service: whether it takes the name with the password, on a session that nothing else uses. */
export function checkByServer(check: (credentials: Credentials) => Promise<PasswordCheck>, settings: RoleRules): ApproverCheck {
  return async (credentials, operator) => {
    // Nobody can say whose another name is: one person with two names would be two.
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
  /** Makes guessing slow, and keeps accounts from being locked. */
  readonly attempts: AttemptLimiter;
}

/** Lets a second person prove who they are, who must not be the operator. @returns who approved, or why nobody did */
export async function proveSecondPerson(
  { settings, checkApprover, attempts }: SecondPersonDeps,
  operator: string,
  credentials: Credentials,
): Promise<Result<{ readonly name: string; readonly role: Role }>> {
  // What the server would take for another name than the station is nobody's.
  const letter = accountNameFault(credentials.account);
  if (letter !== null) return fail({ code: 'account-name-refused', letter });
  // Before anything is tried: the operator's own password proves nothing here.
  if (mayBeSamePersonBySettings(settings, operator, credentials.account)) return fail(approvalRefused('same-person'));
  let proof: ApproverProof = { outcome: 'wrong' };
  const tried = await attempts.try(async () => {
    proof = await checkApprover(credentials, operator);
    // Only who may approve makes up for wrong tries; a colleague's own password does not.
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

/** Why somebody who proved who they are may not be the second person; null: they may. */
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
