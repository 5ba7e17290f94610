import type { BindingView } from '../../shared/bindings.js';
import type { Journal } from '../store/journal.js';
import { next } from './machine.js';
import { defaultRetryPolicy } from './retry-policy.js';

/**
 * Marks every unfinished binding of a journal that is an older copy. The server is asked about each, and nothing is sent before
 * a person decides. Bindings that already need attention stay unchanged. Can be repeated after an interruption.
 * @returns how many bindings it marked
 * @throws JournalError if one could not be written
 */
export async function markRestored(journal: Pick<Journal, 'unsettled' | 'record'>, now: () => Date): Promise<number> {
  // Before the station opens nothing else changes a binding, so each is still as read.
  const open = (await journal.unsettled()).filter(isUnfinished);
  for (const { bindingId, state } of open) {
    const held = next(state, { event: 'restored' }, { now: now(), random: 0, policy: defaultRetryPolicy, quietMs: 0 });
    await journal.record({ bindingId, event: 'restored', from: state, state: held });
  }
  return open.length;
}

/** Whether {@link markRestored} would mark any. @throws JournalError */
export async function hasUnfinished(journal: Pick<Journal, 'unsettled'>): Promise<boolean> {
  return (await journal.unsettled()).some(isUnfinished);
}

function isUnfinished({ state }: BindingView): boolean {
  return state.state !== 'attention';
}
