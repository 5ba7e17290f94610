import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import type { StationError } from '../../shared/errors.js';
import { sayError } from '../i18n/say.js';
import { ApproveGiveUp } from '../roles/approve-give-up.js';
import { Barred, useMay } from '../roles/may.js';
import { call } from '../state/client.js';
import { useStation } from '../state/station.js';

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

/** Whether a binding may have taken effect at the server: leaving it may need a second person. */
function mayHaveTaken({ state }: BindingState): boolean {
  return state === 'attention' || state === 'uncertain';
}

/** The ways out of a binding that is not settled; what is taken back or given up needs a reason, for the journal. */
export function Decisions({ binding }: { readonly binding: BindingView }): ReactElement | null {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Exclude<Decision, 'retry'> | null>(null);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<StationError | null>(null);
  /** The second person is being asked. */
  const [approving, setApproving] = useState(false);
  // One role may make all of these calls.
  const may = useMay('bindings/giveUp');
  const { bindingId, state } = binding;
  const needsSecond = useStation(({ projection }) => projection?.fourEyes.includes('give-up-uncertain') ?? false) && mayHaveTaken(state);
  const decisions = decisionsFor(state);
  if (decisions.length === 0) return null;

  const decide = async (decision: Decision, approvalId?: string): Promise<void> => {
    const answer =
      decision === 'retry'
        ? await call('bindings/retry', { bindingId })
        : decision === 'withdraw'
          ? await call('bindings/withdraw', { bindingId, reason })
          : await call('bindings/giveUp', { bindingId, reason, approvalId });
    setApproving(false);
    setAsking(null);
    setReason('');
    setError(answer.ok ? null : answer.error);
  };

  return (
    <div className="decisions" data-keys="own">
      {error !== null && <p role="alert">{sayError(t, error)}</p>}
      {approving && (
        <ApproveGiveUp
          binding={binding}
          reason={reason}
          onClose={() => {
            setApproving(false);
          }}
          onGranted={(approvalId) => void decide('giveUp', approvalId)}
        />
      )}
      <Barred call="bindings/giveUp" />
      {asking === null ? (
        decisions.map((decision) => (
          <button
            key={decision}
            type="button"
            className="button"
            disabled={!may}
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
            if (asking === 'giveUp' && needsSecond) setApproving(true);
            else void decide(asking);
          }}
        >
          {asking === 'giveUp' && needsSecond && <p className="quiet">{t('approval.needed')}</p>}
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
            {asking === 'giveUp' && needsSecond ? t('approval.ask') : t(`decision.${asking}`)}
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
