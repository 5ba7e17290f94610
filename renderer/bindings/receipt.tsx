import type { ReactElement } from 'react';
import { createPortal } from 'react-dom';
import type { BindingView } from '../../shared/bindings.js';
import type { HistoryEntry } from '../../shared/history.js';
import { useTranslation } from '../i18n/i18n.js';
import { personName, templateName } from './person.js';
import { Facts } from '../design/facts.js';
import { useFormats } from '../i18n/format.js';

interface ReceiptProps {
  readonly binding: BindingView;
  /** The journal entry that records the binding as bound. */
  readonly bound: HistoryEntry | null;
}

/** The receipt for handing over a card: one page, two signatures. Hidden on the screen. */
export function Receipt({ binding, bound }: ReceiptProps): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { request, cardId, state } = binding;
  const { person } = request;
  return createPortal(
    <section className="hand-out receipt" aria-hidden data-testid="receipt">
      <h1>{t('receipt.title')}</h1>
      <p>{t('receipt.text', { name: personName(t, person) })}</p>
      <Facts
        facts={[
          { name: t('receipt.name'), value: personName(t, person) },
          { name: t('person.account'), value: person.state === 'resolved' ? person.account : null },
          { name: t('person.employeeId'), value: person.state === 'resolved' ? person.employeeId : null },
          { name: t('person.department'), value: person.state === 'resolved' ? person.department : null },
          { name: t('request.template'), value: templateName(t, request) },
          { name: t('card.id'), value: cardId.text, mono: true },
          { name: t('request.id'), value: request.requestId, mono: true },
          { name: t('outcome.smartcard'), value: state.state === 'bound' ? state.smartcardUri : null, mono: true },
          { name: t('receipt.bound'), value: bound === null ? null : date(bound.at) },
          { name: t('receipt.by'), value: bound === null ? null : t('history.by', bound) },
          { name: t('receipt.entry'), value: bound === null ? null : `${String(bound.seq)} · ${bound.hash.slice(0, 16)}`, mono: true },
        ]}
      />
      <div className="signatures">
        <p>{t('receipt.received')}</p>
        <p>{t('receipt.handedOver')}</p>
      </div>
    </section>,
    document.body,
  );
}
