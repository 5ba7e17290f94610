import type { ConfirmGate } from '../bindings/confirm-gate.js';
import type { CallRules } from '../core/answer-call.js';
import type { PageContract } from '../core/page-contract.js';
import type { KioskLock } from '../kiosk/kiosk-lock.js';
import type { DeskRoles } from '../roles/desk-roles.js';
import type { DeskSignIn } from '../sign-in/desk-sign-in.js';

interface CallRulesDeps {
  readonly roles: Pick<DeskRoles, 'state' | 'refused'>;
  readonly signIn: Pick<DeskSignIn, 'lookWhoActs'>;
  /** Null if the desk is not locked down. */
  readonly kiosk: Pick<KioskLock, 'isLocked'> | null;
  readonly gate: Pick<ConfirmGate, 'pass'>;
  readonly contract: Pick<PageContract, 'answer'>;
}

/** Returns the rules for calls, from the features' state. */
export function callRules({ roles, signIn, kiosk, gate, contract }: CallRulesDeps): CallRules {
  return {
    role: () => roles.state().role,
    refused: roles.refused,
    refreshIdentity: signIn.lookWhoActs,
    isLocked: () => kiosk?.isLocked ?? false,
    passGate: (confirm) => gate.pass(confirm),
    fit: (call, answer) => contract.answer(call, answer),
  };
}
