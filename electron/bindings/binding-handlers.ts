import { randomUUID } from 'node:crypto';
import type { BindingView } from '../../shared/bindings.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import { confirmBinding, type ConfirmBindingDeps } from './bindings.js';
import type { Submitter } from './submitter.js';
import type { DeskRoles } from '../roles/desk-roles.js';
import type { Settings } from '../settings/settings.js';

type BindingCalls = 'bindings/confirm' | 'bindings/withdraw' | 'bindings/retry' | 'bindings/giveUp';

export interface BindingHandlersDeps extends Pick<
  ConfirmBindingDeps,
  | 'journal'
  | 'cm'
  | 'readers'
  | 'shownRequest'
  | 'askContext'
  | 'personName'
  | 'requestsFetchedAt'
  | 'stockObjection'
  | 'prepared'
  | 'runObjection'
  | 'now'
  | 'nextSlip'
> {
  readonly policy: Settings['policy'];
  readonly roles: DeskRoles;
  readonly submitter: Pick<Submitter, 'begin' | 'decide'>;
  /** Fetches the requests from the server again. */
  readonly refresh: () => void;
}

/** Answers the calls that confirm, withdraw, retry and give up bindings. */
export function bindingHandlers(deps: BindingHandlersDeps): Pick<Handlers, BindingCalls> {
  const { policy, roles, submitter, refresh } = deps;
  const decide = async (...decision: Parameters<Submitter['decide']>): Promise<Result<BindingView>> => {
    const moved = await submitter.decide(...decision);
    return moved === null ? fail({ code: 'binding-moved-on', bindingId: decision[0] }) : ok(moved);
  };
  return {
    'bindings/confirm': async ({ approvalId, ...confirmed }) => {
      const approval = roles.approvedToBind(approvalId, confirmed);
      if (!approval.ok) return approval;
      return confirmBinding(
        {
          ...deps,
          bindUnresolvedPeople: policy.bindUnresolvedPeople && !roles.fourEyes.includes('bind-unresolved-person'),
          offline: { accept: policy.bindOffline, longestAgeHours: policy.longestOfflineHours },
          newId: randomUUID,
          begin: (binding, approval, reuses) => submitter.begin(binding, approval, reuses),
          barred: roles.barredLater('bindings/confirm', approval.value),
        },
        confirmed,
        approval.value,
      );
    },
    'bindings/withdraw': ({ bindingId, reason }) => decide(bindingId, { event: 'withdrawn', reason }),
    'bindings/retry': ({ bindingId }) => {
      // The operator may know that the connection is back; the station still checks before it sends.
      refresh();
      return decide(bindingId, { event: 'retried' });
    },
    'bindings/giveUp': async ({ bindingId, reason, approvalId }) => {
      const approval = await roles.approvedToGiveUp(approvalId, bindingId);
      return approval.ok ? decide(bindingId, { event: 'given-up', reason }, approval.value ?? undefined) : approval;
    },
  };
}
