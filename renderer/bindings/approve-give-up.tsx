import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BindingView } from '../../shared/bindings.js';
import { pairFacts } from './evidence.js';
import { personName, templateName } from './person.js';
import { Facts } from '../design/facts.js';
import { useFormats } from '../i18n/format.js';
import { sayOutcome } from '../i18n/say.js';
import { ApprovalDialog } from '../roles/approval-dialog.js';

interface ApproveGiveUpProps {
  readonly binding: BindingView;
  readonly reason: string;
  readonly onClose: () => void;
  readonly onGranted: (approvalId: string) => void;
}

/** A second person's approval of leaving a binding of which nobody knows whether it took effect. */
export function ApproveGiveUp({ binding, reason, onClose, onGranted }: ApproveGiveUpProps): ReactElement {
  const { t } = useTranslation();
  const { date, time } = useFormats();
  const { bindingId, request } = binding;
  const { person } = request;
  return (
    <ApprovalDialog
      subject={{ act: 'give-up', bindingId }}
      reason={reason}
      act={t('approval.giveUp')}
      blocked={null}
      onClose={onClose}
      onGranted={onGranted}
    >
      <p className="quiet">{t('approval.what.giveUp')}</p>
      <p className="side-name">{personName(t, person)}</p>
      <p>{sayOutcome(t, binding, time)}</p>
      <Facts
        facts={[
          { name: t('decision.reason'), value: reason },
          { name: t('person.account'), value: person.state === 'resolved' ? person.account : null },
          { name: t('person.employeeId'), value: person.state === 'resolved' ? person.employeeId : null },
          { name: t('person.userId'), value: person.state === 'resolved' ? null : person.userId, mono: true },
          { name: t('request.template'), value: templateName(t, request) },
          ...pairFacts(t, date, binding),
        ]}
      />
    </ApprovalDialog>
  );
}
