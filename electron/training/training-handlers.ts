import { fail } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import type { Training } from './training.js';

interface TrainingDeps {
  /** Null in live mode. */
  readonly training: Pick<Training, 'insertCard' | 'removeCard' | 'setNextAnswer'> | null;
}

/** Answers the calls of training mode. */
export function trainingHandlers({ training }: TrainingDeps): Pick<Handlers, Extract<keyof Handlers, `training/${string}`>> {
  const notInTraining = fail({ code: 'not-in-training' as const });
  return {
    'training/insertCard': (request) => Promise.resolve(training?.insertCard(request) ?? notInTraining),
    'training/removeCard': (request) => Promise.resolve(training?.removeCard(request) ?? notInTraining),
    'training/setNextAnswer': (request) => Promise.resolve(training?.setNextAnswer(request) ?? notInTraining),
  };
}
