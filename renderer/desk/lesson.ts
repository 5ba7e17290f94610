import type { BindingView } from '../../shared/bindings.js';
import type { TrainingState } from '../../shared/training.js';

/** The next step of the lesson. */
export interface LessonStep {
  /** 1: a successful binding; 2: one that the server refuses; 3: one that is queued; 4: the lesson is over. */
  readonly part: 1 | 2 | 3 | 4;
  readonly step: 'insert' | 'pick' | 'confirm' | 'reading' | 'unreadable' | 'take-out' | 'refuse' | 'fail' | 'done';
}

interface LessonState {
  readonly bindings: readonly Pick<BindingView, 'state'>[];
  /** Whether a binding was ever queued; it is bound automatically soon after. */
  readonly wasQueued: boolean;
  readonly nextAnswer: TrainingState['nextAnswer'];
  /** `used`: a binding of this station already has it; `unreadable`: it cannot be bound at all. */
  readonly card: 'none' | 'reading' | 'unreadable' | 'fresh' | 'used';
  /** Whether the confirm step is open. */
  readonly isConfirming: boolean;
}

/** Returns whether a binding is queued now. A refused binding is briefly unconfirmed before, which does not count. */
export function isAnyQueued(bindings: LessonState['bindings']): boolean {
  return bindings.some(({ state: { state } }) => state === 'waiting');
}

/** Returns the next step of the first lesson: a binding, a refused one, a queued one. It depends on what was done so far. */
export function lessonStep({ bindings, wasQueued, nextAnswer, card, isConfirming }: LessonState): LessonStep {
  const has = (...states: readonly BindingView['state']['state'][]): boolean => bindings.some(({ state }) => states.includes(state.state));
  const part = !has('bound') ? 1 : !has('refused', 'given-up') ? 2 : !wasQueued && !isAnyQueued(bindings) ? 3 : 4;
  if (part === 4) return { part, step: 'done' };
  if (isConfirming) return { part, step: 'confirm' };
  if (card === 'used') return { part, step: 'take-out' };
  if (card === 'unreadable') return { part, step: 'unreadable' };
  if (part === 2 && nextAnswer !== 'refuse') return { part, step: 'refuse' };
  if (part === 3 && nextAnswer !== 'fail') return { part, step: 'fail' };
  if (card === 'reading') return { part, step: 'reading' };
  return { part, step: card === 'none' ? 'insert' : 'pick' };
}
