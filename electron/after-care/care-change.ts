import type { Care, CareEvent, CareOutcome } from '../../shared/after-care.js';
import type { BindingView } from '../../shared/bindings.js';
import type { CareStep } from '../store/journal.js';
import type { LookResult } from './look-at-request.js';

export interface CareRule {
  /** Days after the confirmation until an unexecuted request is overdue. */
  readonly overdueAfterDays: number;
  /** Days after the confirmation until its checks end. */
  readonly untilDays: number;
}

const DAY_MS = 24 * 3_600_000;

/** Outcomes that a check can find. */
type LookOutcome = Exclude<CareOutcome, 'abandoned'>;

const events: Readonly<Record<LookOutcome, CareEvent>> = {
  open: 'as-bound',
  overdue: 'overdue',
  executed: 'executed',
  failed: 'request-failed',
  canceled: 'request-canceled',
  denied: 'request-denied',
  gone: 'request-lost',
  'never-executed': 'never-executed',
};

/** Returns what changed about a bound request by the server's answer; null if nothing. */
export function careChangeOf({ bindingId, care, confirmedAt }: BindingView, seen: LookResult, rule: CareRule, now: Date): CareStep | null {
  const outcome = outcomeOf(seen, now.getTime() - Date.parse(confirmedAt), rule);
  const isRequest = seen.seen === 'request';
  const { difference, evidence } = isRequest ? seen : { difference: null, evidence: '' };
  const before = care ?? { outcome: 'open', difference: null, evidence: '' };
  const isOther = outcome !== before.outcome;
  if (!isOther && difference === before.difference && evidence === before.evidence) return null;
  const after: Care = { outcome, status: isRequest ? seen.status : null, difference, evidence, at: now.toISOString(), closed: null };
  const event = isOther ? events[outcome] : difference === null ? 'as-bound' : 'differs';
  return { bindingId, event, from: care ?? null, care: after };
}

function outcomeOf(seen: LookResult, ageMs: number, { overdueAfterDays, untilDays }: CareRule): LookOutcome {
  if (seen.seen === 'gone') return 'gone';
  if (seen.ended !== null) return seen.ended;
  if (ageMs >= untilDays * DAY_MS) return 'never-executed';
  return ageMs >= overdueAfterDays * DAY_MS ? 'overdue' : 'open';
}
