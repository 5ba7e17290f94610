import type { Approval } from '../../shared/approvals.js';

/** What an approval covers, including everything that was shown; any difference voids it. */
export type ApprovedAct =
  | {
      readonly act: 'bind';
      readonly requestId: string;
      readonly presentationId: number;
      readonly userId: string;
      readonly profileTemplateId: string;
      readonly cardId: string;
    }
  | { readonly act: 'give-up' | 'abandon'; readonly bindingId: string };

/** How long an approval is valid, ms. */
export const APPROVAL_MS = 2 * 60_000;
/** Maximum number of unused approvals; a desk needs one. */
const MOST = 8;

/** Result of using an approval. */
export type TakenApproval = { readonly outcome: 'approved'; readonly approval: Approval } | { readonly outcome: 'unknown' | 'expired' };

/** Approvals that were granted and not used. In memory only: none outlives the station or the operator's session. */
export class Approvals {
  readonly #waiting = new Map<string, { readonly act: string; readonly approval: Approval; readonly until: number }>();
  readonly #monotonicMs: () => number;

  /** @param monotonicMs monotonic clock, ms */
  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  grant(act: ApprovedAct, approval: Approval): void {
    this.#waiting.set(approval.approvalId, { act: keyOf(act), approval, until: this.#monotonicMs() + APPROVAL_MS });
    for (const approvalId of [...this.#waiting.keys()].slice(0, -MOST)) this.#waiting.delete(approvalId);
  }

  /** Uses up an approval, whether it covers this action or not. */
  take(approvalId: string, act: ApprovedAct): TakenApproval {
    const waiting = this.#waiting.get(approvalId);
    this.#waiting.delete(approvalId);
    if (waiting === undefined || waiting.act !== keyOf(act)) return { outcome: 'unknown' };
    return this.#monotonicMs() < waiting.until ? { outcome: 'approved', approval: waiting.approval } : { outcome: 'expired' };
  }

  /** Drops all approvals, because another person works here. */
  clear(): void {
    this.#waiting.clear();
  }
}

/** Returns a text that is equal for equal actions. */
function keyOf(act: ApprovedAct): string {
  return JSON.stringify(
    act.act === 'bind'
      ? [act.act, act.requestId, act.presentationId, act.userId, act.profileTemplateId, act.cardId]
      : [act.act, act.bindingId],
  );
}
