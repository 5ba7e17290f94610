import { useState, type ReactElement } from 'react';
import type { RequestView } from '../../shared/requests.js';
import { personName, templateName, typeName } from '../bindings/person.js';
import { AccountNotice, AlikeNotice, PersonAge, Portrait, usePersonDetails } from '../bindings/portrait.js';
import { Facts } from '../design/facts.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { bindableHere } from '../state/offer.js';
import { useProjection } from '../state/station.js';
import { bindableNoteText } from './bindable-text.js';

/** The person in the confirm step, starting with what is compared with the person at the desk. */
export function PersonSide({ request }: { readonly request: RequestView }): ReactElement {
  const { t } = useTranslation();
  const { date, age } = useFormats();
  const [openedAt] = useState(() => Date.now());
  const { person } = request;
  const details = usePersonDetails(person.userId);
  const rules = useProjection(({ requestRules }) => requestRules);
  const said = bindableHere(request, rules);
  return (
    <section className="side" aria-label={t('confirm.person')}>
      <div className="side-head">
        <Portrait person={person} details={details} />
        <div className="side-main">
          <p className="side-name" data-testid="confirm-person">
            {personName(t, person)}
          </p>
          {person.state === 'resolved' && (
            <>
              <p className="side-second">{person.department}</p>
              {person.employeeId !== '' && (
                <p className="side-number">
                  <span className="quiet">{t('person.employeeId')}</span> <strong className="mono">{person.employeeId}</strong>
                </p>
              )}
            </>
          )}
        </div>
      </div>
      <AccountNotice details={details} />
      <AlikeNotice details={details} />
      <PersonAge details={details} />
      {person.state === 'unresolved' && <p className="notice warn">{t('confirm.unresolved')}</p>}
      {said.bindable && said.notes.length > 0 && (
        <p className="notice quiet" data-testid="bindable-note">
          {said.notes.map((note) => bindableNoteText(t, note, request)).join(' ')}
        </p>
      )}
      <Facts
        facts={[
          { name: t('person.account'), value: person.state === 'resolved' ? person.account : null },
          { name: t('request.type'), value: typeName(t, request) },
          { name: t('request.template'), value: templateName(t, request) },
          {
            name: t('request.submitted'),
            value: (
              <>
                {date(request.submittedAt)} <span className="quiet">({age(request.submittedAt, openedAt)})</span>
              </>
            ),
          },
          { name: t('request.comment'), value: request.comment },
        ]}
      />
    </section>
  );
}
