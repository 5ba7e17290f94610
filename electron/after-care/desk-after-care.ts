import type { CareCounts } from '../../shared/after-care.js';
import type { BindingView } from '../../shared/bindings.js';
import type { Handlers } from '../core/answer-call.js';
import type { EventStream } from '../core/event-stream.js';
import { schedule } from '../core/schedule.js';
import type { Journal } from '../store/journal.js';
import { AfterCare, type AfterCareDeps } from './after-care.js';
import { afterCareHandlers } from './after-care-handlers.js';

export interface DeskAfterCareDeps extends Omit<AfterCareDeps, 'onCounts' | 'schedule' | 'journal'> {
  readonly journal: Journal;
  readonly stream: Pick<EventStream, 'tell'>;
}

/** What the desk has of after-care. */
export interface DeskAfterCare {
  readonly handlers: Pick<Handlers, 'afterCare/close'>;
  counts(): CareCounts;
  /** Begins to look after bound requests. Never rejects. */
  start(): Promise<void>;
  stop(): void;
}

/** Makes the after-care of a desk, which tells the screen how bound requests stand. */
export function deskAfterCare({ stream, onChanged, ...deps }: DeskAfterCareDeps): DeskAfterCare {
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
  const closed = (binding: BindingView): void => {
    onChanged(binding);
    care.recount().catch((error: unknown) => {
      deps.log.error('bound requests could not be counted', { detail: error instanceof Error ? error.name : 'unknown' });
    });
  };
  return {
    handlers: afterCareHandlers({ journal: deps.journal, now: deps.now, onChanged: closed }),
    counts: () => counts,
    start: () => care.start(),
    stop: () => {
      care.stop();
    },
  };
}
