import { fail } from '../../shared/result.js';
import type { Handlers } from '../answer-call.js';
import type { Training } from '../training/training.js';

type TrainingCalls = 'training/insertCard' | 'training/removeCard' | 'training/setNextAnswer';

/** Answers what the box of training cards asks; outside training mode it refuses. */
export function trainingHandlers(training: Training | null): Pick<Handlers, TrainingCalls> {
  const notInTraining = fail({ code: 'not-in-training' as const });
  return {
    'training/insertCard': (request) => Promise.resolve(training?.insertCard(request) ?? notInTraining),
    'training/removeCard': (request) => Promise.resolve(training?.removeCard(request) ?? notInTraining),
    'training/setNextAnswer': (request) => Promise.resolve(training?.setNextAnswer(request) ?? notInTraining),
  };
}
