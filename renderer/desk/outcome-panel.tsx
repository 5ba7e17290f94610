import { useState, type ReactElement } from 'react';
import { isRefusalInCheck, type BindingState, type BindingView } from '../../shared/bindings.js';
import { isInTheWay } from '../../shared/card-standing.js';
import { Outcome } from '../bindings/outcome.js';
import { presentationOf } from '../bindings/hand-over-text.js';
import { useTranslation } from '../i18n/i18n.js';
import { serverReasonText } from '../i18n/sentences.js';
import { useShownStandings } from '../state/card-standing.js';
import { useProjection } from '../state/station.js';

type Queued = Extract<BindingState, { state: 'waiting' | 'uncertain' }>;

/** The result of the current binding. If it was queued, the panel still says so after it continues automatically. */
export function OutcomePanel({ binding }: { readonly binding: BindingView }): ReactElement {
  const readers = useProjection(({ readers }) => readers);
  const { t } = useTranslation();
  const { state } = binding;
  const [checked, setChecked] = useState<string | null>(null);
  const [queued, setQueued] = useState<Queued | null>(null);
  const isQueued = state.state === 'waiting' || state.state === 'uncertain';
  // The first reason is the one that the operator saw.
  if (isQueued && queued === null) {
    // A check that is repeated has failed, so the binding stays in this state.
    const isPassing = state.state === 'uncertain' && isRefusalInCheck(state) && (checked ?? state.nextCheckAt) === state.nextCheckAt;
    if (!isPassing) setQueued(state);
    else if (checked === null) setChecked(state.nextCheckAt);
  }
  const now = 'error' in state && state.error !== null ? serverReasonText(t, state.error) : null;
  const before = queued === null || isQueued ? null : serverReasonText(t, queued.error);
  // What the reader shows about the card itself is more specific than the refusal.
  const presentationId = presentationOf(binding, readers);
  const isAgainstCard = useShownStandings((standings) => {
    const standing = presentationId === null || state.state !== 'refused' ? undefined : standings[presentationId];
    return standing !== undefined && isInTheWay(standing);
  });
  return (
    <section className="panel side-panel outcome-panel" aria-label={t('bindings.inHand')}>
      <Outcome binding={binding} readers={readers} isAgainstCard={isAgainstCard} />
      {queued !== null && before !== null && before !== now && (
        <p className="notice warn" data-testid="outcome-before">
          {t(queued.state === 'waiting' ? 'outcome.queuedFirst' : 'outcome.unconfirmedFirst', { reason: before })}
        </p>
      )}
    </section>
  );
}
