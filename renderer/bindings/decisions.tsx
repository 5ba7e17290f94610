import { useState, type ReactElement } from 'react';
import { mayBeAbandoned } from '../../shared/abandon.js';
import type { FourEyesAction } from '../../shared/approvals.js';
import { boundAttentionReason, type BindingState, type BindingView } from '../../shared/bindings.js';
import type { StationError } from '../../shared/errors.js';
import type { Result } from '../../shared/result.js';
import { ReasonForm } from '../design/reason-form.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { ApproveDecision } from './approve-decision.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { call } from '../state/client.js';
import { useProjection } from '../state/station.js';
import { WhatAbandoningDoes } from './what-abandoning-does.js';

type Decision = 'retry' | 'withdraw' | 'giveUp' | 'close' | 'closeCare' | 'abandon';

/** Returns the decisions that a person can make in a binding's state. The main process enforces them. */
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

/** Returns the decisions about a binding; for a bound one, by what became of its request. */
function decisionsAbout(binding: BindingView, canAbandon: boolean): readonly Decision[] {
  const matter = boundAttentionReason(binding);
  const decisions = matter === null ? decisionsFor(binding.state) : matter === 'abandon-unconfirmed' ? [] : (['closeCare'] as const);
  return canAbandon && mayBeAbandoned(binding) ? [...decisions, 'abandon'] : decisions;
}

/** Returns whether a binding may have taken effect at the server, so that giving it up may need a second person. */
function mayHaveTaken({ state }: BindingState): boolean {
  return state === 'attention' || state === 'uncertain';
}

/** Returns whether the settings require a second person for an action. */
function useNeedsSecond(action: FourEyesAction): boolean {
  return useProjection(({ fourEyes }) => fourEyes.includes(action));
}

interface DecisionsProps {
  readonly binding: BindingView;
  /** Whether this screen offers to abandon the request of a bound card, if the settings allow it. */
  readonly mayAbandon?: boolean;
}

/** Buttons for the decisions about an unsettled binding. Withdrawing and giving up ask for a reason, for the journal. */
export function Decisions({ binding, mayAbandon = false }: DecisionsProps): ReactElement | null {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Exclude<Decision, 'retry'> | null>(null);
  const [error, setError] = useState<StationError | null>(null);
  /** The reason for which a second person is being asked. */
  const [approving, setApproving] = useState<string | null>(null);
  // All of these calls have the same role.
  const may = useIsAllowed('bindings/giveUp');
  const { bindingId, state } = binding;
  const needsSecond = useNeedsSecond('give-up-uncertain') && mayHaveTaken(state);
  const canAbandon = useNeedsSecond('abandon-request') && mayAbandon;
  const decisions = decisionsAbout(binding, canAbandon);
  if (decisions.length === 0) return null;
  const asksSecond = asking === 'abandon' || (asking === 'giveUp' && needsSecond);

  const settle = (answer: Result<unknown>): void => {
    setApproving(null);
    setAsking(null);
    setError(answer.ok ? null : answer.error);
  };
  const decide = async (decision: Exclude<Decision, 'retry'>, reason: string, approvalId?: string): Promise<void> => {
    switch (decision) {
      case 'closeCare':
        settle(await call('afterCare/close', { bindingId, reason }));
        return;
      case 'abandon':
        settle(await call('afterCare/abandon', { bindingId, reason, approvalId }));
        return;
      case 'withdraw':
        settle(await call('bindings/withdraw', { bindingId, reason }));
        return;
      case 'giveUp':
      case 'close':
        settle(await call('bindings/giveUp', { bindingId, reason, approvalId }));
    }
  };
  const retry = async (): Promise<void> => {
    settle(await call('bindings/retry', { bindingId }));
  };

  return (
    <div className="decisions" data-keys="own">
      {error !== null && <p role="alert">{errorText(t, error)}</p>}
      {approving !== null && asking !== null && (
        <ApproveDecision
          act={asking === 'abandon' ? 'abandon' : 'give-up'}
          binding={binding}
          reason={approving}
          onClose={() => {
            setApproving(null);
          }}
          onGranted={(approvalId) => void decide(asking, approving, approvalId)}
        />
      )}
      <NotAllowed call="bindings/giveUp" />
      {asking === null ? (
        decisions.map((decision) => (
          <button
            key={decision}
            type="button"
            className="button"
            disabled={!may}
            onClick={() => {
              if (decision === 'retry') void retry();
              else setAsking(decision);
            }}
          >
            {t(`decision.${decision}`)}
          </button>
        ))
      ) : (
        <ReasonForm
          action={asksSecond ? t('approval.ask') : t(`decision.${asking}`)}
          onReason={(given) => {
            if (asksSecond) setApproving(given);
            else void decide(asking, given);
          }}
          onCancel={() => {
            setAsking(null);
          }}
        >
          {asking === 'abandon' && <WhatAbandoningDoes />}
          {asksSecond && <p className="quiet">{t(asking === 'abandon' ? 'abandon.needed' : 'approval.needed')}</p>}
        </ReasonForm>
      )}
    </div>
  );
}
