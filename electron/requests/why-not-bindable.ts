import { bindable, type BindableRule, type RequestStage } from '../../shared/bindable.js';
import type { StationError } from '../../shared/errors.js';
import type { RequestView } from '../../shared/requests.js';
import type { CmRequest } from '../cm/client.js';

/** A request as last shown, with its status number in the server's list. */
export interface ShownRequest {
  readonly view: RequestView;
  readonly approvedStatus: number;
}

/** What besides the request itself decides whether it is bindable. */
export interface BindableContext {
  readonly rule: BindableRule;
  /** Whether a profile template requires a virtual smart card; null: not visible to this account. */
  readonly isVirtual: (profileTemplateId: string) => boolean | null;
  /** Returns the list in which a status number last came; null: none. */
  readonly stageOf: (status: number) => RequestStage | null;
}

/** Context without settings and without a list of requests. */
export const emptyBindableContext: BindableContext = {
  rule: { types: [], personal: 'note' },
  isVirtual: () => null,
  stageOf: () => null,
};

export type WhyNotBindable = Extract<StationError, { code: 'request-not-bindable' }>['reason'];

/**
 * Returns why the request cannot be bound in its present state at the server; null if it can. Applies the list's rule to the
 * server's values.
 */
export function whyNotBindable(
  now: CmRequest,
  { view, approvedStatus }: ShownRequest,
  { rule, isVirtual, stageOf }: BindableContext,
): WhyNotBindable | null {
  // The pages do not document the status numbers, so those in the server's own lists count.
  const stage = now.status === approvedStatus ? (view.facts?.stage ?? 'approved') : stageOf(now.status);
  const said = bindable(
    now.type,
    {
      stage: stage ?? 'pending',
      isSmartcard: now.isSmartcard,
      hasNewCard: now.newSmartcardId !== null,
      hasOldCard: now.oldSmartcardId !== null,
      isEnrollmentAgent: now.isEnrollmentAgent,
      isVirtual: isVirtual(now.profileTemplateId) ?? view.facts?.isVirtual ?? null,
    },
    rule,
  );
  if (!said.bindable) return said.reason;
  const same = now.targetUserId === view.person.userId && now.profileTemplateId === view.profileTemplate.profileTemplateId;
  // The request was confirmed as the kind that was shown.
  return same && now.type === view.type ? null : 'changed';
}
