import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import type { StationError } from '../../shared/errors.js';
import { sayError } from '../i18n/say.js';
import { call } from '../state/client.js';

type Decision = 'retry' | 'withdraw' | 'giveUp' | 'close';

/** What a person may decide about a binding as far as it has come; main is the judge. */
export function decisionsFor(state: BindingState): readonly Decision[] {
  switch (state.state) {
    case 'waiting':
      return state.mayHaveReached ? ['retry'] : ['retry', 'withdraw'];
    case 'uncertain':
      return ['retry'];
    case 'attention':
      return ['retry', 'giveUp'];
    case 'refused':
      return ['close'];
    case 'intended':
    case 'submitting':
    case 'bound':
    case 'withdrawn':
    case 'given-up':
      return [];
  }
}

/** The ways out of a binding that is not settled; what is taken back or given up needs a reason, for the journal. */
export function Decisions({ binding }: { readonly binding: BindingView }): ReactElement | null {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Exclude<Decision, 'retry'> | null>(null);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<StationError | null>(null);
  const { bindingId, state } = binding;
  const decisions = decisionsFor(state);
  if (decisions.length === 0) return null;

  const decide = async (decision: Decision): Promise<void> => {
    const answer =
      decision === 'retry'
        ? await call('bindings/retry', { bindingId })
        : await call(decision === 'withdraw' ? 'bindings/withdraw' : 'bindings/giveUp', { bindingId, reason });
    setAsking(null);
    setReason('');
    setError(answer.ok ? null : answer.error);
  };

  return (
    <div className="decisions" data-keys="own">
      {error !== null && <p role="alert">{sayError(t, error)}</p>}
      {asking === null ? (
        decisions.map((decision) => (
          <button
            key={decision}
            type="button"
            className="button"
            onClick={() => {
              if (decision === 'retry') void decide(decision);
              else setAsking(decision);
            }}
          >
            {t(`decision.${decision}`)}
          </button>
        ))
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void decide(asking);
          }}
        >
          <label className="field">
            <span>{t('decision.reason')}</span>
            <input
              className="input"
              autoFocus
              required
              maxLength={500}
              value={reason}
              onChange={({ target }) => {
                setReason(target.value);
              }}
            />
          </label>
          <button type="submit" className="button primary" disabled={reason.trim() === ''}>
            {t(`decision.${asking}`)}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              setAsking(null);
            }}
          >
            {t('confirm.no')}
          </button>
        </form>
      )}
    </div>
  );
}
