import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import { Outcome } from '../bindings/outcome.js';
import { sayServerReason } from '../i18n/say.js';

type Queued = Extract<BindingState, { state: 'waiting' | 'uncertain' }>;

/** What became of the binding in hand. That it was queued is still said when it goes on by itself, which may be at once. */
export function OutcomePanel({ binding }: { readonly binding: BindingView }): ReactElement {
  const { t } = useTranslation();
  const { state } = binding;
  const [queued, setQueued] = useState<Queued | null>(null);
  const isQueued = state.state === 'waiting' || state.state === 'uncertain';
  // The first reason is the one that was seen.
  if (isQueued && queued === null) setQueued(state);
  return (
    <section className="panel side-panel outcome-panel" aria-label={t('bindings.inHand')}>
      <Outcome binding={binding} />
      {queued !== null && !isQueued && (
        <p className="notice warn" data-testid="outcome-before">
          {t(queued.state === 'waiting' ? 'outcome.queuedFirst' : 'outcome.unconfirmedFirst', { reason: sayServerReason(t, queued.error) })}
        </p>
      )}
    </section>
  );
}
