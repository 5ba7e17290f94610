import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isRefusalInCheck, type BindingState, type BindingView } from '../../shared/bindings.js';
import { isInTheWay } from '../../shared/card-standing.js';
import type { Reader } from '../../shared/readers.js';
import { Outcome } from '../bindings/outcome.js';
import { presentationOf } from '../bindings/say-next.js';
import { sayServerReason } from '../i18n/say.js';
import { useShownStandings } from '../state/card-standing.js';

type Queued = Extract<BindingState, { state: 'waiting' | 'uncertain' }>;

interface OutcomePanelProps {
  readonly binding: BindingView;
  readonly readers: readonly Reader[];
}

/** What became of the binding in hand. That it was queued is still said when it goes on by itself. */
export function OutcomePanel({ binding, readers }: OutcomePanelProps): ReactElement {
  const { t } = useTranslation();
  const { state } = binding;
  const [checked, setChecked] = useState<string | null>(null);
  const [queued, setQueued] = useState<Queued | null>(null);
  const isQueued = state.state === 'waiting' || state.state === 'uncertain';
  // The first reason is the one that was seen.
  if (isQueued && queued === null) {
    // A check that has to be made once more was made in vain, so the binding rests there.
    const isPassing = state.state === 'uncertain' && isRefusalInCheck(state) && (checked ?? state.nextCheckAt) === state.nextCheckAt;
    if (!isPassing) setQueued(state);
    else if (checked === null) setChecked(state.nextCheckAt);
  }
  const now = 'error' in state && state.error !== null ? sayServerReason(t, state.error) : null;
  const before = queued === null || isQueued ? null : sayServerReason(t, queued.error);
  // What its reader says of the card itself weighs more than that nothing was known of it.
  const presentationId = presentationOf(binding, readers);
  const isAgainstCard = useShownStandings((standings) => {
    const standing = presentationId === null ? undefined : standings[presentationId];
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
