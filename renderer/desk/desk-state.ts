import { create } from 'zustand';
import { canOverride, type OverridableError } from '../../shared/approvals.js';
import { isInFlight, isRefusalInCheck, type OperatorView } from '../../shared/bindings.js';
import type { StationError } from '../../shared/errors.js';
import { call } from '../state/client.js';
import { PASSING_MS, useStation } from '../state/station.js';
import { noFilter, type RequestFilter } from './filter.js';
import type { Sort } from './order.js';

/** What the operator is doing. A closed union: a dialog cannot be open and closed at once. */
export type Step =
  | { readonly step: 'choosing' }
  /** Person and card are shown; `presentationId` is the selected card, null while none is selected. */
  | {
      readonly step: 'confirming';
      readonly requestId: string;
      readonly presentationId: number | null;
      /**
       * The dialog opened because of a prepared card. It closes when the card leaves, and ignores a touch that started
       * before it opened.
       */
      readonly byItself: boolean;
    }
  /** Confirmed; the main process checks everything again and writes it to the journal. */
  | { readonly step: 'sending'; readonly requestId: string; readonly presentationId: number }
  /** Nothing was sent: the main process refused an attempt, or what was on the screen changed before there was one. */
  | { readonly step: 'failed'; readonly error: StationError; readonly attempt: Attempt | null }
  /** A second person is asked to approve despite these refusals. */
  | ({ readonly step: 'approving' } & Attempt);

export type FailedStep = Extract<Step, { step: 'failed' }>;

/** A card and a request that were to be bound, as the operator saw them, and the refusals that a second person overrides. */
export interface Attempt {
  readonly requestId: string;
  readonly presentationId: number;
  readonly seen: OperatorView;
  /** The scanned or typed serial number; undefined if the settings do not ask for it. */
  readonly printedSerial: string | undefined;
  readonly refusals: readonly OverridableError[];
}

interface DeskStore {
  readonly query: string;
  /** Null: the order from the settings. */
  readonly sort: Sort | null;
  /** Whether the list shows requests that cannot be bound here or are older than the settings allow. */
  readonly unfolded: boolean;
  readonly filter: RequestFilter;
  /** The last scan if it matched no request; null otherwise. */
  readonly unknownScan: { readonly text: string; readonly headless: boolean } | null;
  /** The request under the cursor. */
  readonly cursor: string | null;
  readonly step: Step;
  /** The binding whose result is shown. */
  readonly outcomeOf: string | null;
  /** What the side panel shows in full: the latest binding or the selected request. */
  readonly hand: 'outcome' | 'request';
  /** The card that was to be bound and cannot be, and how many times it was tried. */
  readonly heldBack: { readonly presentationId: number; readonly times: number } | null;
  /** The newest presentation that the desk has seen; numbers increase. */
  readonly newestCard: number;
}

/** State of the desk itself; everything else comes from the main process. */
export const useDesk = create<DeskStore>(() => ({
  query: '',
  sort: null,
  unfolded: false,
  filter: noFilter,
  unknownScan: null,
  cursor: null,
  step: { step: 'choosing' },
  outcomeOf: null,
  hand: 'request',
  heldBack: null,
  newestCard: 0,
}));

/** Opens the confirm step for a request; `only` is the one card it can be, if there is just one. */
export function choose(requestId: string, only: number | null): void {
  useDesk.setState({ cursor: requestId, heldBack: null, step: { step: 'confirming', requestId, presentationId: only, byItself: false } });
}

/** Opens nothing for a request because the only card in the readers cannot be bound; its reader says so. */
export function showUnusable(requestId: string, presentationId: number): void {
  useDesk.setState(({ heldBack }) => ({
    cursor: requestId,
    hand: 'request',
    heldBack: { presentationId, times: heldBack?.presentationId === presentationId ? heldBack.times + 1 : 1 },
  }));
}

/** Records that a card is in a reader. A new presentation hides the result of the previous one. */
export function notePresentation(presentationId: number): void {
  if (presentationId > useDesk.getState().newestCard) useDesk.setState({ newestCard: presentationId, hand: 'request' });
}

/** Opens the confirm step for a prepared card and its request; the list stays as the operator left it. */
export function openPrepared(requestId: string, presentationId: number): void {
  useDesk.setState({ step: { step: 'confirming', requestId, presentationId, byItself: true } });
}

/** Selects another card for the current request. Only the operator does this, never the page. */
export function chooseCard(presentationId: number): void {
  const { step } = useDesk.getState();
  if (step.step === 'confirming') useDesk.setState({ step: { ...step, presentationId, byItself: false } });
}

/** Returns to the list; nothing was sent. A binding that is being sent cannot be canceled. */
export function cancel(): void {
  if (useDesk.getState().step.step !== 'sending') useDesk.setState({ step: { step: 'choosing' } });
}

/** Removes all personal data from the desk, as when it was opened. */
export function clearDesk(): void {
  useDesk.setState({
    query: '',
    sort: null,
    unfolded: false,
    filter: noFilter,
    unknownScan: null,
    cursor: null,
    step: { step: 'choosing' },
    outcomeOf: null,
    hand: 'request',
    heldBack: null,
  });
}

/** Sends the operator's confirmation of what they saw, and shows the result. */
export async function confirm(seen: OperatorView, printedSerial: string | undefined): Promise<void> {
  const { step } = useDesk.getState();
  if (step.step !== 'confirming' || step.presentationId === null) return;
  const { requestId, presentationId } = step;
  await bind({ requestId, presentationId, seen, printedSerial, refusals: [], approvalId: undefined });
}

/**
 * Closes the confirm step because the request now has another person or profile template: operators must not confirm what
 * they did not see.
 */
export function closeChanged(): void {
  const { step } = useDesk.getState();
  if (step.step !== 'confirming' && step.step !== 'approving') return;
  useDesk.setState({ step: { step: 'failed', error: { code: 'request-not-bindable', reason: 'changed' }, attempt: null } });
}

/** Asks the main process to bind what was confirmed, with a second person's approval if there is one. */
export async function bind({ approvalId, ...attempt }: Attempt & { readonly approvalId: string | undefined }): Promise<void> {
  const { requestId, presentationId, seen, printedSerial } = attempt;
  const sending: Step = { step: 'sending', requestId, presentationId };
  // An operator who took over the desk meanwhile stays where they are.
  const isOurs = (): boolean => useDesk.getState().step === sending;
  useDesk.setState({ step: sending });
  const answer = await call('bindings/confirm', { requestId, presentationId, seen, printedSerial, approvalId });
  if (!answer.ok) {
    if (isOurs()) useDesk.setState({ step: { step: 'failed', error: answer.error, attempt } });
    return;
  }
  const { bindingId } = answer.value;
  whenAnswered(bindingId, () => {
    if (!isOurs()) return;
    // Chromium lays out the page once more where the focused element is removed.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    useDesk.setState({ step: { step: 'choosing' }, outcomeOf: bindingId, hand: 'outcome', query: '', filter: noFilter, cursor: null });
  });
}

/**
 * Continues together with the rendering of a binding's result, or without it if that takes longer. Most answers arrive in
 * time, so the desk renders once instead of twice.
 */
function whenAnswered(bindingId: string, goOn: () => void): void {
  const isAnswered = (): boolean => {
    const binding = useStation.getState().projection?.bindings.find((one) => one.bindingId === bindingId);
    return binding !== undefined && !isInFlight(binding.state) && !isRefusalInCheck(binding.state);
  };
  if (isAnswered()) {
    goOn();
    return;
  }
  const end = (): void => {
    clearTimeout(timer);
    unsubscribe();
    goOn();
  };
  const timer = setTimeout(end, PASSING_MS);
  const unsubscribe = useStation.subscribe(() => {
    if (isAnswered()) end();
  });
}

/**
 * Returns the refusals that a second person would have to override after a failure: all so far and this one; null if it
 * cannot be overridden.
 */
export function overridable(step: Step): readonly OverridableError[] | null {
  if (step.step !== 'failed' || step.attempt === null) return null;
  const { error, attempt } = step;
  if (!canOverride(error, useStation.getState().projection?.fourEyes ?? [])) return null;
  return [...attempt.refusals.filter(({ code }) => code !== error.code), error];
}

/** Asks for a second person. */
export function askSecondPerson(): void {
  const { step } = useDesk.getState();
  const refusals = overridable(step);
  if (step.step !== 'failed' || step.attempt === null || refusals === null) return;
  useDesk.setState({ step: { step: 'approving', ...step.attempt, refusals } });
}
