import type { BindingView } from '../../shared/bindings.js';
import type { CmClient } from '../cm/client.js';
import type { Journal } from '../store/journal.js';
import type { AskClient, AskContext } from './ask-server.js';
import type { RetryPolicy } from './retry-policy.js';

export interface SubmitterDeps {
  readonly journal: Pick<Journal, 'intend' | 'record' | 'unsettled' | 'find'>;
  readonly cm: Pick<CmClient, 'bind'> & AskClient;
  /** What the server's answers are compared with, as currently known. */
  readonly askContext: () => AskContext;
  readonly policy: RetryPolicy;
  readonly now: () => Date;
  /** Monotonic clock, ms. */
  readonly monotonicMs: () => number;
  readonly random: () => number;
  /** Runs work after a delay in ms; returns a function that cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  /** Whether the connection is known to be offline; bindings that need it then stay queued. */
  readonly isOffline: () => boolean;
  /** Maximum number of bindings processed at once, from the journaled send to the journaled answer. */
  readonly parallel: number;
  /** Maximum number of bindings the server is asked about at once. */
  readonly parallelAsking: number;
  readonly onChange: (binding: BindingView) => void;
  /** Called when the journal cannot be written. The step is kept in memory and written again later. */
  readonly onJournalTrouble: (binding: BindingView, error: unknown) => void;
  /** Called for an error of the program, such as a listener that throws. The binding is reloaded from the journal. */
  readonly onFault: (bindingId: string, error: unknown) => void;
}
