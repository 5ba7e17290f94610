import type { BindingView } from '../../shared/bindings.js';
import type { CmClient } from '../cm/client.js';
import type { Journal } from '../store/journal.js';
import type { AskClient, AskContext } from './ask-server.js';
import type { RetryPolicy } from './retry-policy.js';

export interface SubmitterDeps {
  readonly journal: Pick<Journal, 'intend' | 'record' | 'unsettled' | 'find'>;
  readonly cm: Pick<CmClient, 'bind'> & AskClient;
  /** What the server's answers are judged by, as it is known by then. */
  readonly askContext: () => AskContext;
  readonly policy: RetryPolicy;
  readonly now: () => Date;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicMs: () => number;
  readonly random: () => number;
  /** Runs work after a pause in ms; gives back what cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  /** Whether it is known that nothing gets through to the server: what waits for it is then left alone. */
  readonly isLineDown: () => boolean;
  /** How many bindings may be on their way at once, from the journal's word of it to its word of the answer. */
  readonly parallel: number;
  /** How many bindings the server may be asked about at once. */
  readonly parallelAsking: number;
  readonly onChange: (binding: BindingView) => void;
  /** A journal that cannot be written: the step is kept in memory and the writing is tried again. */
  readonly onJournalTrouble: (binding: BindingView, error: unknown) => void;
  /** A fault of the program itself, such as a listener that throws. The binding is read from the journal again. */
  readonly onFault: (bindingId: string, error: unknown) => void;
}
