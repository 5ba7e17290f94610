import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { careReason } from '../../shared/after-care.js';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import type { StationError } from '../../shared/errors.js';
import type { Result } from '../../shared/result.js';
import { ReasonForm } from '../design/reason-form.js';
import { sayError } from '../i18n/say.js';
import { ApproveGiveUp } from './approve-give-up.js';
import { Barred, useMay } from '../roles/may.js';
import { call } from '../state/client.js';
import { useStation } from '../state/station.js';

type Decision = 'retry' | 'withdraw' | 'giveUp' | 'close' | 'closeCare';

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
  const [error, setError] = useState<StationError | null>(null);
  /** The reason for which the second person is being asked. */
  const [approving, setApproving] = useState<string | null>(null);
  // One role may make all of these calls.
  const may = useMay('bindings/giveUp');
  const { bindingId, state, care } = binding;
  const needsSecond = useStation(({ projection }) => projection?.fourEyes.includes('give-up-uncertain') ?? false) && mayHaveTaken(state);
  const decisions: readonly Decision[] = careReason(care) === null ? decisionsFor(state) : ['closeCare'];
  if (decisions.length === 0) return null;

  const settle = (answer: Result<unknown>): void => {
    setApproving(null);
    setAsking(null);
    setError(answer.ok ? null : answer.error);
  };
  const decide = async (decision: Exclude<Decision, 'retry'>, reason: string, approvalId?: string): Promise<void> => {
    if (decision === 'closeCare') {
      settle(await call('afterCare/close', { bindingId, reason }));
      return;
    }
    settle(
      decision === 'withdraw'
        ? await call('bindings/withdraw', { bindingId, reason })
        : await call('bindings/giveUp', { bindingId, reason, approvalId }),
    );
  };
  const retry = async (): Promise<void> => {
    settle(await call('bindings/retry', { bindingId }));
  };

  return (
    <div className="decisions" data-keys="own">
      {error !== null && <p role="alert">{sayError(t, error)}</p>}
      {approving !== null && (
        <ApproveGiveUp
          binding={binding}
          reason={approving}
          onClose={() => {
            setApproving(null);
          }}
          onGranted={(approvalId) => void decide('giveUp', approving, approvalId)}
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
              if (decision === 'retry') void retry();
              else setAsking(decision);
            }}
          >
            {t(`decision.${decision}`)}
          </button>
        ))
      ) : (
        <ReasonForm
          action={asking === 'giveUp' && needsSecond ? t('approval.ask') : t(`decision.${asking}`)}
          onReason={(given) => {
            if (asking === 'giveUp' && needsSecond) setApproving(given);
            else void decide(asking, given);
          }}
          onCancel={() => {
            setAsking(null);
          }}
        >
          {asking === 'giveUp' && needsSecond && <p className="quiet">{t('approval.needed')}</p>}
        </ReasonForm>
      )}
    </div>
  );
}
