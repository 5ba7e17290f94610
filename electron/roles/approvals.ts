import type { Approval } from '../../shared/approvals.js';

/** What an approval is for, down to what was on the screen: nothing of it may be another when it is used. */
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

/** How long an approval holds, ms. */
export const APPROVAL_MS = 2 * 60_000;
/** Approvals that wait for their use; one desk needs one. */
const MOST = 8;

/** What came of using an approval. */
export type TakenApproval = { readonly outcome: 'approved'; readonly approval: Approval } | { readonly outcome: 'unknown' | 'expired' };

/** Approvals that were granted and not used yet. In memory only: none outlives the station, or whoever asked for it. */
export class Approvals {
  readonly #waiting = new Map<string, { readonly act: string; readonly approval: Approval; readonly until: number }>();
  readonly #monotonicMs: () => number;

  /** @param monotonicMs a clock that nobody can set back */
  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  grant(act: ApprovedAct, approval: Approval): void {
    this.#waiting.set(approval.approvalId, { act: keyOf(act), approval, until: this.#monotonicMs() + APPROVAL_MS });
    for (const approvalId of [...this.#waiting.keys()].slice(0, -MOST)) this.#waiting.delete(approvalId);
  }

  /** Uses an approval up, whether it is for this act or not. */
  take(approvalId: string, act: ApprovedAct): TakenApproval {
    const waiting = this.#waiting.get(approvalId);
    this.#waiting.delete(approvalId);
    if (waiting === undefined || waiting.act !== keyOf(act)) return { outcome: 'unknown' };
    return this.#monotonicMs() < waiting.until ? { outcome: 'approved', approval: waiting.approval } : { outcome: 'expired' };
  }

  /** Somebody else works here: what was granted to the one before is void. */
  clear(): void {
    this.#waiting.clear();
  }
}

/** An act as text, the same for the same one. */
function keyOf(act: ApprovedAct): string {
  return JSON.stringify(
    act.act === 'bind'
      ? [act.act, act.requestId, act.presentationId, act.userId, act.profileTemplateId, act.cardId]
      : [act.act, act.bindingId],
  );
}
