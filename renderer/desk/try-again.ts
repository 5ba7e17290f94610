import { claims, type BindingView } from '../../shared/bindings.js';
import type { StationError } from '../../shared/errors.js';
import { useDesk, type FailedStep } from './desk-state.js';

/**
 * Errors of a confirmation that may pass. The main process reports them while it still asks the server or reads the card stock,
 * before it writes an intent. An error of the journal is not among them: the intent may be on the disk.
 */
const passing: readonly StationError['code'][] = ['line-down', 'stock-unusable'];

/**
 * Returns whether the operator can be offered another attempt: the error may pass, no second person has to approve again, and the
 * stored state has no binding that claims the request.
 *
 * @param bindings as the main process reports them
 */
export function canTryAgain({ error, attempt }: FailedStep, bindings: readonly BindingView[]): boolean {
  if (attempt === null || attempt.refusals.length > 0 || !passing.includes(error.code)) return false;
  return !bindings.some(({ request, state }) => request.requestId === attempt.requestId && claims(state));
}

/**
 * Opens the confirm step again, for the same request and card. It sends nothing: the operator compares and confirms again, and the
 * main process checks everything again.
 */
export function tryAgain(): void {
  const { step } = useDesk.getState();
  if (step.step !== 'failed' || step.attempt === null) return;
  const { requestId, presentationId } = step.attempt;
  useDesk.setState({ step: { step: 'confirming', requestId, presentationId, byItself: false } });
}
