import type { ReactElement } from 'react';
import { createPortal } from 'react-dom';
import type { BindingView } from '../../shared/bindings.js';
import { Facts } from '../design/facts.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { personName } from './person.js';

/** The slip put with a card kept apart: its number, the person, and the date. Hidden on the screen. */
export function Slip({ binding }: { readonly binding: BindingView }): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { request, cardId, confirmedAt, slipNumber, state } = binding;
  // A refusal does not block the card; its number only distinguishes it from others.
  const isRefused = state.state === 'refused';
  return createPortal(
    <section className="hand-out slip" aria-hidden data-testid="slip">
      <h1>
        {t('slip.number', { number: String(slipNumber) })} · {personName(t, request.person)}
      </h1>
      <p>{t(isRefused ? 'slip.refusedTitle' : 'slip.title')}</p>
      <Facts
        facts={[
          { name: t('person.employeeId'), value: request.person.state === 'resolved' ? request.person.employeeId : null },
          { name: t('slip.confirmed'), value: date(confirmedAt) },
          { name: t('outcome.title'), value: t(`outcome.short.${state.state}`) },
          { name: t('card.id'), value: cardId.text, mono: true },
        ]}
      />
      <p>{t(isRefused ? 'slip.refused' : 'slip.doNot')}</p>
    </section>,
    document.body,
  );
}
