import type { ReactElement } from 'react';
import type { BindingView } from '../../shared/bindings.js';
import { useTranslation } from '../i18n/i18n.js';
import { bindingFacts } from './evidence.js';
import { personName, templateName } from './person.js';
import { WhatAbandoningDoes } from './what-abandoning-does.js';
import { Facts } from '../design/facts.js';
import { useFormats } from '../i18n/format.js';
import { bindingStateText } from '../i18n/sentences.js';
import { ApprovalDialog } from '../roles/approval-dialog.js';

interface ApproveDecisionProps {
  readonly act: 'give-up' | 'abandon';
  readonly binding: BindingView;
  readonly reason: string;
  readonly onClose: () => void;
  readonly onGranted: (approvalId: string) => void;
}

/** Asks a second person to approve giving up a binding that may have taken effect, or abandoning the request of a bound card. */
export function ApproveDecision({ act, binding, reason, onClose, onGranted }: ApproveDecisionProps): ReactElement {
  const { t } = useTranslation();
  const { date, time } = useFormats();
  const { bindingId, request } = binding;
  const { person } = request;
  return (
    <ApprovalDialog
      subject={{ act, bindingId }}
      reason={reason}
      act={t(act === 'abandon' ? 'approval.abandon' : 'approval.giveUp')}
      blocked={null}
      onClose={onClose}
      onGranted={onGranted}
    >
      <p className="quiet">{t(act === 'abandon' ? 'approval.what.abandon' : 'approval.what.giveUp')}</p>
      <p className="side-name">{personName(t, person)}</p>
      {act === 'abandon' ? <WhatAbandoningDoes /> : <p>{bindingStateText(t, binding, time)}</p>}
      <Facts
        facts={[
          { name: t('decision.reason'), value: reason },
          { name: t('person.account'), value: person.state === 'resolved' ? person.account : null },
          { name: t('person.employeeId'), value: person.state === 'resolved' ? person.employeeId : null },
          { name: t('person.userId'), value: person.state === 'resolved' ? null : person.userId, mono: true },
          { name: t('request.template'), value: templateName(t, request) },
          ...bindingFacts(t, date, binding),
        ]}
      />
    </ApprovalDialog>
  );
}
