import type { ReactElement } from 'react';
import type { RequestView } from '../../shared/requests.js';
import { personName, templateName, typeName } from '../bindings/person.js';
import { Facts } from '../design/facts.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { bindableHere } from '../state/offer.js';
import { useProjection } from '../state/station.js';
import { cannotBindText } from './bindable-text.js';

/** The request under the cursor, in full, before it is chosen. */
export function RequestPanel({ request }: { readonly request: RequestView }): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { person } = request;
  const rules = useProjection(({ requestRules }) => requestRules);
  const said = bindableHere(request, rules);
  return (
    <section className="panel side-panel" aria-label={t('requests.inHand')} data-testid="request-panel">
      <h2>{t('requests.inHand')}</h2>
      <strong className="outcome-name">{personName(t, person)}</strong>
      {!said.bindable && (
        <p className="notice warn" data-testid="cannot-be-bound">
          {cannotBindText(t, said.reason, request)}
        </p>
      )}
      <Facts
        facts={[
          { name: t('person.account'), value: person.state === 'resolved' ? person.account : null },
          { name: t('person.department'), value: person.state === 'resolved' ? person.department : null },
          { name: t('person.employeeId'), value: person.state === 'resolved' ? person.employeeId : null },
          { name: t('request.type'), value: typeName(t, request) },
          { name: t('request.template'), value: templateName(t, request) },
          { name: t('request.submitted'), value: date(request.submittedAt) },
          { name: t('request.priority'), value: request.priority === 0 ? null : String(request.priority) },
          { name: t('request.comment'), value: request.comment },
          { name: t('request.id'), value: request.requestId, mono: true },
        ]}
      />
    </section>
  );
}
