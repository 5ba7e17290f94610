import type { BindingView } from '../../shared/bindings.js';
import type { Journal } from '../store/journal.js';
import { next } from './machine.js';
import { defaultRetryPolicy } from './retry-policy.js';

/**
 * Marks every unfinished binding of a journal that is an older copy: the server is asked about each, and nothing is sent before a
 * person has decided. What needs a person already stays as it is. Interrupted, it can be done again from the start.
 *
 * @returns how many bindings it marked
 * @throws JournalError when one of them was not written
 */
export async function markRestored(journal: Pick<Journal, 'unsettled' | 'record'>, now: () => Date): Promise<number> {
  // Nobody else moves a binding before the station is open, so each is still as it was read.
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
