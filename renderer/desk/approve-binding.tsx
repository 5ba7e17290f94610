import { useState, type ReactElement } from 'react';
import type { RequestView } from '../../shared/requests.js';
import { personName, templateName, typeName } from '../bindings/person.js';
import { AccountNotice, AlikeNotice, PersonAge, Portrait, usePersonDetails } from '../bindings/portrait.js';
import { Facts, type Fact } from '../design/facts.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { refusalText } from '../roles/refusal-text.js';
import { ApprovalDialog } from '../roles/approval-dialog.js';
import { useProjection } from '../state/station.js';
import { bind, cancel, type Step } from './desk-state.js';
import { useUnchanged } from './use-unchanged.js';
import '../roles/roles.css';

type ApprovingStep = Extract<Step, { step: 'approving' }>;

/** Asks a second person to approve binding a card to a person despite a refusal by the station's own settings. */
export function ApproveBinding({ step }: { readonly step: ApprovingStep }): ReactElement {
  const { t } = useTranslation();
  const { requestId, presentationId, seen, printedSerial, refusals } = step;
  const listed = useProjection(({ requests }) => requests.byId.get(requestId));
  const [asOpened] = useState(listed);
  const request = useUnchanged(listed, asOpened);
  const reader = useProjection(({ readers }) =>
    readers.find(({ state }) => state.state === 'card' && state.presentationId === presentationId),
  );
  const card = reader?.state.state === 'card' && reader.state.identification.state === 'identified' ? reader.state : null;
  const cardId = card?.identification.state === 'identified' ? card.identification.cardId : null;
  return (
    <ApprovalDialog
      subject={{ act: 'bind', requestId, presentationId, refusals: refusals.map(({ code }) => code) }}
      reason={null}
      act={t('approval.bind')}
      blocked={card === null ? t('approval.left') : null}
      onClose={cancel}
      onGranted={(approvalId) => void bind({ requestId, presentationId, seen, printedSerial, refusals, approvalId })}
    >
      <p className="quiet">{t('approval.what.bind')}</p>
      <div className="notice warn" data-testid="approval-refusals">
        <div>
          <strong>{t('approval.inSpiteOf')}</strong>
          <ul className="approval-refusals">
            {refusals.map((refusal) => (
              <li key={refusal.code}>{refusalText(t, refusal)}</li>
            ))}
          </ul>
        </div>
      </div>
      {request !== undefined && (
        <Who
          request={request}
          card={[
            { name: t('card.id'), value: cardId?.text ?? null, mono: true, testId: 'approval-card' },
            {
              name: t('card.otherId'),
              value: card?.identification.state === 'identified' ? (card.identification.otherId?.text ?? null) : null,
              mono: true,
            },
            { name: t('card.atr'), value: card?.atr ?? null, mono: true },
            { name: t('card.source'), value: cardId === null ? null : t(`card.sources.${cardId.source}`) },
            { name: t('card.reader'), value: reader?.name ?? null },
          ]}
        />
      )}
    </ApprovalDialog>
  );
}

/** The person and the card, in full. */
function Who({ request, card }: { readonly request: RequestView; readonly card: readonly Fact[] }): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { person } = request;
  const details = usePersonDetails(person.userId);
  return (
    <>
      <div className="side-head">
        <Portrait person={person} details={details} />
        <p className="side-name" data-testid="approval-person">
          {personName(t, person)}
        </p>
      </div>
      <AccountNotice details={details} />
      <AlikeNotice details={details} />
      <PersonAge details={details} />
      <Facts
        facts={[
          { name: t('person.account'), value: person.state === 'resolved' ? person.account : null },
          { name: t('person.department'), value: person.state === 'resolved' ? person.department : null },
          { name: t('person.employeeId'), value: person.state === 'resolved' ? person.employeeId : null },
          { name: t('person.userId'), value: person.userId, mono: true },
          { name: t('request.type'), value: typeName(t, request) },
          { name: t('request.template'), value: templateName(t, request) },
          { name: t('request.submitted'), value: date(request.submittedAt) },
          { name: t('request.comment'), value: request.comment },
          { name: t('request.id'), value: request.requestId, mono: true },
          ...card,
        ]}
      />
    </>
  );
}
