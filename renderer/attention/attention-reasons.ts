import { boundAttentionReason, type BindingView } from '../../shared/bindings.js';

/**
 * Why a binding needs attention, most important first.
 * - The reasons of the state `attention`: the station stopped and a person must decide.
 * - `refused`: the server refused, and no person has closed it yet.
 * - `too-old`: queued or unconfirmed for so long that the person may have left with the card.
 * - `uncertain`: an answer was lost; the station asks the server, and a person may ask now.
 * - `sign-in`: queued until someone signs in at the server.
 * - `waiting-long`: queued for longer than a person should wait at the desk.
 * - `not-abandoned`, `abandon-unconfirmed`: a request was to be abandoned; it was not, or it is not known whether it was.
 * - The reasons of after-care: the binding is bound, and its request has changed since.
 */
export const attentionReasons = [
  'conflict',
  'other-person',
  'other-card',
  'no-card',
  'not-abandoned',
  'restored',
  'refused-in-doubt',
  'unresolved',
  'too-many-tries',
  'request-changed',
  'request-closed',
  'request-gone',
  'refused',
  'too-old',
  'uncertain',
  'abandon-unconfirmed',
  'sign-in',
  'waiting-long',
  'gone',
  'failed',
  'denied',
  'canceled',
  'never-executed',
  'overdue',
] as const;
export type AttentionReason = (typeof attentionReasons)[number];

/** Age from which a queued binding needs attention, ms; the first retries are faster. */
const LONG_MS = 2 * 60_000;
/** Age from which the person has certainly left the desk, ms. */
const OLD_MS = 24 * 3_600_000;

const confirmedOnce = new WeakMap<BindingView, number>();

/** Returns when a binding was confirmed, ms since the epoch. Cached, because every change of one binding checks all of them. */
function confirmedMs(binding: BindingView): number {
  let ms = confirmedOnce.get(binding);
  if (ms === undefined) {
    ms = Date.parse(binding.confirmedAt);
    confirmedOnce.set(binding, ms);
  }
  return ms;
}

/** Returns why a binding needs attention at `now` (ms since the epoch); null if it does not. */
export function attentionReason(binding: BindingView, now: number): AttentionReason | null {
  const { state } = binding;
  const age = now - confirmedMs(binding);
  switch (state.state) {
    case 'attention':
      return state.reason;
    case 'refused':
      return 'refused';
    case 'uncertain':
      return age >= OLD_MS ? 'too-old' : 'uncertain';
    case 'waiting':
      if (age >= OLD_MS) return 'too-old';
      if (state.error.code === 'not-signed-in') return 'sign-in';
      return age >= LONG_MS ? 'waiting-long' : null;
    case 'bound':
      return boundAttentionReason(binding);
    case 'intended':
    case 'submitting':
    case 'withdrawn':
    case 'given-up':
      return null;
  }
}

export interface AttentionItem {
  readonly binding: BindingView;
  readonly reason: AttentionReason;
}

/** Returns all bindings that need attention, most important first, then oldest first. */
export function attentionItems(bindings: readonly BindingView[], now: number): readonly AttentionItem[] {
  return bindings
    .flatMap((binding) => {
      const reason = attentionReason(binding, now);
      return reason === null ? [] : [{ binding, reason }];
    })
    .sort(
      (a, b) =>
        attentionReasons.indexOf(a.reason) - attentionReasons.indexOf(b.reason) ||
        Date.parse(a.binding.confirmedAt) - Date.parse(b.binding.confirmedAt),
    );
}
