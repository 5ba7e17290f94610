import { boundAttentionReason, type BindingView } from '../../shared/bindings.js';

/**
 * Why a person is needed for a binding, in order of weight.
 * - The reasons of the state `attention`: the station has stopped and waits for a decision.
 * - `refused`: the server said no, and nobody has closed it yet.
 * - `too-old`: it has waited so long that the person may have left with the card.
 * - `uncertain`: an answer was lost; the station asks, a person may ask now.
 * - `sign-in`: it waits for somebody to sign in at the server.
 * - `waiting-long`: it has waited longer than a person at the desk should.
 * - `not-abandoned`, `abandon-unconfirmed`: a request was to be abandoned; it was not, or nobody knows whether it was.
 * - The reasons of after-care: it is bound, and something has become of its request since.
 */
export const reasons = [
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
export type Reason = (typeof reasons)[number];

/** From here on a waiting binding is shown, ms: the first retries are quicker. */
const LONG_MS = 2 * 60_000;
/** From here on nobody waits at the desk any more, ms. */
const OLD_MS = 24 * 3_600_000;

const confirmedOnce = new WeakMap<BindingView, number>();

/** When a binding was confirmed, ms since the epoch; kept, for every binding is looked at with every one that changes. */
function confirmedMs(binding: BindingView): number {
  let ms = confirmedOnce.get(binding);
  if (ms === undefined) {
    ms = Date.parse(binding.confirmedAt);
    confirmedOnce.set(binding, ms);
  }
  return ms;
}

/** Why a person is needed for a binding at `now` (ms since the epoch); null when nobody is. */
export function needsPerson(binding: BindingView, now: number): Reason | null {
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

export interface Matter {
  readonly binding: BindingView;
  readonly reason: Reason;
}

/** Everything that needs a person, the weightiest and within that the oldest first. */
export function matters(bindings: readonly BindingView[], now: number): readonly Matter[] {
  return bindings
    .flatMap((binding) => {
      const reason = needsPerson(binding, now);
      return reason === null ? [] : [{ binding, reason }];
    })
    .sort(
      (a, b) =>
        reasons.indexOf(a.reason) - reasons.indexOf(b.reason) || Date.parse(a.binding.confirmedAt) - Date.parse(b.binding.confirmedAt),
    );
}
