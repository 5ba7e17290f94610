import { bindable, type BindableRule, type RequestStage } from '../../shared/bindable.js';
import type { StationError } from '../../shared/errors.js';
import type { RequestView } from '../../shared/requests.js';
import type { CmRequest } from '../cm/client.js';

/** A request as it was last shown, with the status number the server gave it in the list it came with. */
export interface ShownRequest {
  readonly view: RequestView;
  readonly approvedStatus: number;
}

/** What decides about a request besides the request itself. */
export interface BindableContext {
  readonly rule: BindableRule;
  /** Whether a profile template wants a virtual card; null: it is not shown to this account. */
  readonly isVirtual: (profileTemplateId: string) => boolean | null;
  /** The list in which requests of a status number came last; null: in none. */
  readonly stageOf: (status: number) => RequestStage | null;
}

/** Where nothing is set, and no list has come yet. */
export const emptyBindableContext: BindableContext = {
  rule: { types: [], personal: 'note' },
  isVirtual: () => null,
  stageOf: () => null,
};

export type WhyNotBindable = Extract<StationError, { code: 'request-not-bindable' }>['reason'];

/** Why no card may be bound to the request as the server has it now, or null. The rule of the list, with what the server says now. */
export function whyNotBindable(
  now: CmRequest,
  { view, approvedStatus }: ShownRequest,
  { rule, isVirtual, stageOf }: BindableContext,
): WhyNotBindable | null {
  // The pages do not list the status numbers: those the server itself gave in its lists are the measure.
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
  // A request that was of another kind on the screen was confirmed as that.
  return same && now.type === view.type ? null : 'changed';
}
