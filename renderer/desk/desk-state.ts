import { create } from 'zustand';
import { canOverride, type OverridableError } from '../../shared/approvals.js';
import { isInFlight, isRefusalInCheck, type OperatorView } from '../../shared/bindings.js';
import type { StationError } from '../../shared/errors.js';
import { call } from '../state/client.js';
import { PASSING_MS, useStation } from '../state/station.js';
import { noFilter, type RequestFilter } from './filter.js';
import type { Sort } from './order.js';

/** What the operator is doing. Closed union: a dialog cannot be open and closed at once. */
export type Step =
  | { readonly step: 'choosing' }
  /** Person and card are shown; `presentationId` is the card that is meant, null while none is chosen. */
  | {
      readonly step: 'confirming';
      readonly requestId: string;
      readonly presentationId: number | null;
      /** Nobody opened it: the card is prepared. It goes with the card, and takes no touch that was on its way. */
      readonly byItself: boolean;
    }
  /** Confirmed; main checks everything once more and writes it down. */
  | { readonly step: 'sending'; readonly requestId: string; readonly presentationId: number }
  /** Nothing was sent: main said no to an attempt, or what was on the screen changed before there was one. */
  | { readonly step: 'failed'; readonly error: StationError; readonly attempt: Attempt | null }
  /** A second person is asked to approve it in spite of these refusals. */
  | ({ readonly step: 'approving' } & Attempt);

/** A card and a request that were to be bound, as they were seen, and the refusals that a second person overrides. */
export interface Attempt {
  readonly requestId: string;
  readonly presentationId: number;
  readonly seen: OperatorView;
  /** What was scanned or typed of the card's printed serial number; undefined where nobody asks for it. */
  readonly printedSerial: string | undefined;
  readonly refusals: readonly OverridableError[];
}

interface DeskStore {
  readonly query: string;
  /** Null: as the settings say. */
  readonly sort: Sort | null;
  /** Whether requests are shown that cannot be bound here, or are older than the settings want to see. */
  readonly unfolded: boolean;
  readonly filter: RequestFilter;
  /** What was scanned last and names nobody; null: nothing was. */
  readonly unknownScan: { readonly text: string; readonly headless: boolean } | null;
  /** The request the arrow keys are on. */
  readonly cursor: string | null;
  readonly step: Step;
  /** The binding whose outcome is on the screen. */
  readonly outcomeOf: string | null;
  /** What is shown in full: the binding made last, or the request the operator is at. */
  readonly hand: 'outcome' | 'request';
  /** The card that was to be bound and cannot be, and how often that was asked for. */
  readonly heldBack: { readonly presentationId: number; readonly times: number } | null;
  /** The newest presentation that the desk has seen; they are counted upwards. */
  readonly newestCard: number;
}

/** The desk's own state; everything else is main's. */
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

/** Opens the confirm step for a request; `only` is the one card that can be meant, if there is just one. */
export function choose(requestId: string, only: number | null): void {
  useDesk.setState({ cursor: requestId, heldBack: null, step: { step: 'confirming', requestId, presentationId: only, byItself: false } });
}

/** Opens nothing for a request, because the only card in the readers cannot be bound: its reader says so. */
export function holdBack(requestId: string, presentationId: number): void {
  useDesk.setState(({ heldBack }) => ({
    cursor: requestId,
    hand: 'request',
    heldBack: { presentationId, times: heldBack?.presentationId === presentationId ? heldBack.times + 1 : 1 },
  }));
}

/** A card lies in a reader: once it was not there before, what became of the last one steps back behind it. */
export function cardLies(presentationId: number): void {
  if (presentationId > useDesk.getState().newestCard) useDesk.setState({ newestCard: presentationId, hand: 'request' });
}

/** Opens the confirm step for a card that is prepared, and for its request; the list stays as the operator left it. */
export function openPrepared(requestId: string, presentationId: number): void {
  useDesk.setState({ step: { step: 'confirming', requestId, presentationId, byItself: true } });
}

/** Takes another card for the request in hand: a decision of the operator's, never of the screen's. */
export function chooseCard(presentationId: number): void {
  const { step } = useDesk.getState();
  if (step.step === 'confirming') useDesk.setState({ step: { ...step, presentationId, byItself: false } });
}

/** Back to the list; nothing was sent. What is being sent cannot be taken back. */
export function cancel(): void {
  if (useDesk.getState().step.step !== 'sending') useDesk.setState({ step: { step: 'choosing' } });
}

/** Nobody's data on the desk, as when it was opened. */
export function cleanDesk(): void {
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

/** Sends the operator's confirmation of what they saw; what main makes of it is shown. */
export async function confirm(seen: OperatorView, printedSerial: string | undefined): Promise<void> {
  const { step } = useDesk.getState();
  if (step.step !== 'confirming' || step.presentationId === null) return;
  const { requestId, presentationId } = step;
  await bind({ requestId, presentationId, seen, printedSerial, refusals: [], approvalId: undefined });
}

/** Closes what is open for a request because it is for somebody or something else now: nobody may confirm what they did not see. */
export function closeChanged(): void {
  const { step } = useDesk.getState();
  if (step.step !== 'confirming' && step.step !== 'approving') return;
  useDesk.setState({ step: { step: 'failed', error: { code: 'request-not-bindable', reason: 'changed' }, attempt: null } });
}

/** Has main bind what was confirmed, with a second person's approval where there is one. */
export async function bind({ approvalId, ...attempt }: Attempt & { readonly approvalId: string | undefined }): Promise<void> {
  const { requestId, presentationId, seen, printedSerial } = attempt;
  const sending: Step = { step: 'sending', requestId, presentationId };
  // Whoever has taken the desk over meanwhile is not sent back.
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
    useDesk.setState({ step: { step: 'choosing' }, outcomeOf: bindingId, hand: 'outcome', query: '', filter: noFilter, cursor: null });
  });
}

/**
 * Goes on together with the drawing of what became of a binding, or without it when that takes longer: most answers have come
 * by then, and the desk is drawn once instead of twice.
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

/** What a second person would have to override after a failure: everything so far, and this; null: it cannot be. */
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
