import type { CareCounts } from '../../shared/after-care.js';
import type { BindingView } from '../../shared/bindings.js';
import type { Handlers } from '../core/answer-call.js';
import type { EventStream } from '../core/event-stream.js';
import { schedule } from '../core/schedule.js';
import type { Journal } from '../store/journal.js';
import { AfterCare, type AfterCareDeps } from './after-care.js';
import { Abandoner, type AbandonerDeps } from './abandoner.js';
import { afterCareHandlers, type AfterCareHandlersDeps } from './after-care-handlers.js';

export interface DeskAfterCareDeps
  extends
    Omit<AfterCareDeps, 'onCounts' | 'schedule' | 'journal' | 'cm'>,
    Pick<AbandonerDeps, 'cm' | 'monotonicMs' | 'onJournalTrouble'>,
    Pick<AfterCareHandlersDeps, 'roles'> {
  readonly journal: Journal;
  readonly abandonPace: AbandonerDeps['pace'];
  readonly stream: Pick<EventStream, 'tell'>;
}

/** The parts of after-care that the desk uses. */
export interface DeskAfterCare {
  readonly handlers: Pick<Handlers, 'afterCare/close' | 'afterCare/abandon'>;
  counts(): CareCounts;
  /** Resumes unfinished abandonings of the previous process. @throws JournalError if the journal cannot be read */
  resume(): Promise<void>;
  /** Starts checking bound requests. Never rejects. */
  start(): Promise<void>;
  stop(): void;
}

/** Creates the desk's after-care and reports its results to the page. */
export function deskAfterCare({ stream, onChanged, roles, abandonPace, ...deps }: DeskAfterCareDeps): DeskAfterCare {
  let counts: CareCounts = { executed: 0, neverExecuted: 0 };
  const care = new AfterCare({
    ...deps,
    schedule,
    onChanged,
    onCounts: (now) => {
      counts = now;
      stream.tell({ afterCare: counts });
    },
  });
  const changed = (binding: BindingView): void => {
    onChanged(binding);
    care.recount().catch((error: unknown) => {
      deps.log.error('bound requests could not be counted', { detail: error instanceof Error ? error.name : 'unknown' });
    });
  };
  const abandoner = new Abandoner({ ...deps, pace: abandonPace, schedule, onChanged: changed });
  return {
    handlers: afterCareHandlers({ journal: deps.journal, now: deps.now, onChanged: changed, abandoner, roles }),
    counts: () => counts,
    resume: () => abandoner.resume(),
    start: () => care.start(),
    stop: () => {
      abandoner.stop();
      care.stop();
    },
  };
}
