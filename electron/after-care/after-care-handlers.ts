import { careReason } from '../../shared/after-care.js';
import type { BindingView } from '../../shared/bindings.js';
import { fail, ok } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import { answerFromJournal } from '../store/answer-from-journal.js';
import type { Journal } from '../store/journal.js';

export interface AfterCareHandlersDeps {
  readonly journal: Pick<Journal, 'find' | 'recordCare'>;
  readonly now: () => Date;
  readonly onChanged: (binding: BindingView) => void;
}

/** Answers what a person decides about a request that was bound: that they have looked after it. */
export function afterCareHandlers({ journal, now, onChanged }: AfterCareHandlersDeps): Pick<Handlers, 'afterCare/close'> {
  return {
    'afterCare/close': async ({ bindingId, reason }) => {
      const answered = await answerFromJournal(async () => {
        const binding = await journal.find(bindingId);
        const from = binding?.care;
        if (from === undefined || careReason(from) === null) return null;
        const care = { ...from, at: now().toISOString(), closed: reason };
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
