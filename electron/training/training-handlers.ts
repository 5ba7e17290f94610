import { fail } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import type { Training } from './training.js';

/** Answers the calls of training mode; null: the station is not in it. */
export function trainingHandlers(training: Training | null): Pick<Handlers, Extract<keyof Handlers, `training/${string}`>> {
  const notInTraining = fail({ code: 'not-in-training' as const });
  return {
    'training/insertCard': (request) => Promise.resolve(training?.insertCard(request) ?? notInTraining),
    'training/removeCard': (request) => Promise.resolve(training?.removeCard(request) ?? notInTraining),
    'training/setNextAnswer': (request) => Promise.resolve(training?.setNextAnswer(request) ?? notInTraining),
  };
}
