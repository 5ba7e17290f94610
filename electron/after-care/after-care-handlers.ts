import type { Care } from '../../shared/after-care.js';
import { boundAttentionReason, type BindingView } from '../../shared/bindings.js';
import { fail, ok } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import { answerFromJournal } from '../store/answer-from-journal.js';
import type { DeskRoles } from '../roles/desk-roles.js';
import type { Journal } from '../store/journal.js';
import type { Abandoner } from './abandoner.js';

export interface AfterCareHandlersDeps {
  readonly journal: Pick<Journal, 'find' | 'recordCare'>;
  readonly now: () => Date;
  readonly onChanged: (binding: BindingView) => void;
  readonly abandoner: Pick<Abandoner, 'begin'>;
  readonly roles: Pick<DeskRoles, 'approvedToAbandon' | 'barredLater'>;
}

/** A request with no news since it was bound. */
const nothingKnown: Omit<Care, 'at' | 'closed'> = { outcome: 'open', status: null, difference: null, evidence: '' };

/** Answers the calls about a bound request: a person closes it, or wants it abandoned. */
export function afterCareHandlers({
  journal,
  now,
  onChanged,
  abandoner,
  roles,
}: AfterCareHandlersDeps): Pick<Handlers, 'afterCare/close' | 'afterCare/abandon'> {
  return {
    'afterCare/abandon': async ({ bindingId, reason, approvalId }) => {
      const approval = roles.approvedToAbandon(approvalId, bindingId);
      if (!approval.ok) return approval;
      return abandoner.begin(bindingId, reason, approval.value, roles.barredLater('afterCare/abandon', approval.value));
    },
    'afterCare/close': async ({ bindingId, reason }) => {
      const answered = await answerFromJournal(async () => {
        const binding = await journal.find(bindingId);
        if (binding === null || boundAttentionReason(binding) === null) return null;
        const from = binding.care ?? null;
        const care: Care = { ...(from ?? nothingKnown), at: now().toISOString(), closed: reason };
        const { outcome, binding: after } = await journal.recordCare({ bindingId, event: 'care-closed', from, care });
        return outcome === 'written' ? after : null;
      });
      if (!answered.ok) return answered;
      if (answered.value === null) return fail({ code: 'binding-moved-on', bindingId });
      onChanged(answered.value);
      return ok({});
    },
  };
}
