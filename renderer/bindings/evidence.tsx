import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import type { BindingView } from '../../shared/bindings.js';
import { Facts, type Fact } from '../design/facts.js';
import { useFormats, type Formats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { cmErrorText } from '../i18n/sentences.js';

/** Returns the facts of a binding: request and card, where and when. */
export function bindingFacts(
  t: TFunction,
  date: Formats['date'],
  { request, cardId, atr, readerName, confirmedAt, bindingId }: BindingView,
): readonly Fact[] {
  return [
    { name: t('request.id'), value: request.requestId, mono: true },
    { name: t('card.id'), value: cardId.text, mono: true },
    { name: t('card.atr'), value: atr, mono: true },
    { name: t('card.reader'), value: readerName },
    { name: t('evidence.confirmed'), value: date(confirmedAt) },
    { name: t('evidence.binding'), value: bindingId, mono: true },
  ];
}

/** Everything known about a binding, for a person who investigates it elsewhere. */
export function Evidence({ binding }: { readonly binding: BindingView }): ReactElement {
  const { t } = useTranslation();
  const { date, number } = useFormats();
  const { state } = binding;
  const { person } = binding.request;
  const error = 'error' in state ? state.error : null;
  const said = error !== null && 'message' in error ? error : null;
  return (
    <section className="evidence" aria-label={t('evidence.title')}>
      <h3>{t('evidence.title')}</h3>
      <Facts
        facts={[
          { name: t('evidence.found'), value: state.state === 'attention' ? state.evidence : null },
          { name: t('evidence.error'), value: error === null ? null : cmErrorText(t, error) },
          { name: t('evidence.status'), value: said === null ? null : String(said.status) },
          { name: t('evidence.said'), value: said?.message ?? null },
          { name: t('outcome.correlation'), value: said?.correlationId ?? null, mono: true },
          { name: t('evidence.attempts'), value: 'attempt' in state ? number(state.attempt) : null },
          {
            name: t('outcome.smartcard'),
            value: state.state === 'bound' ? state.smartcardUri : null,
            mono: true,
            testId: 'evidence-smartcard',
          },
          {
            name: t('care.status'),
            value: binding.care === undefined || binding.care.status === null ? null : String(binding.care.status),
          },
          { name: t('care.evidence'), value: binding.care?.evidence ?? null },
          { name: t('person.account'), value: person.state === 'resolved' ? person.account : null },
          { name: t('person.employeeId'), value: person.state === 'resolved' ? person.employeeId : null },
          ...bindingFacts(t, date, binding),
        ]}
      />
    </section>
  );
}
