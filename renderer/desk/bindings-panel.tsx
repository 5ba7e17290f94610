import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BindingView } from '../../shared/bindings.js';
import { useFormats } from '../i18n/format.js';
import { useDesk } from './desk-state.js';
import { Outcome, StateIcon, toneOf } from '../bindings/outcome.js';
import { personName } from '../bindings/person.js';

const SHOWN = 6;

/** The outcome of the binding in hand, and the last ones below it. */
export function BindingsPanel({ bindings }: { readonly bindings: readonly BindingView[] }): ReactElement {
  const { t } = useTranslation();
  const { time } = useFormats();
  const outcomeOf = useDesk((state) => state.outcomeOf);
  const inHand = bindings.find(({ bindingId }) => bindingId === outcomeOf);
  const others = bindings.filter((binding) => binding !== inHand).slice(0, SHOWN);
  const needPerson = bindings.filter(({ state }) => state.state === 'attention').length;
  return (
    <section className="panel side-panel" aria-label={t('bindings.title')} data-testid="bindings">
      <h2>
        {t('bindings.title')}
        {needPerson > 0 && <span className="tag bad-tag">{t('bindings.needPerson', { count: needPerson })}</span>}
      </h2>
      {inHand !== undefined && <Outcome binding={inHand} />}
      {bindings.length === 0 && <p className="quiet">{t('bindings.none')}</p>}
      <ul className="bindings">
        {others.map((binding) => (
          <li key={binding.bindingId}>
            <button
              type="button"
              className={`binding ${toneOf(binding.state)}`}
              onClick={() => {
                useDesk.setState({ outcomeOf: binding.bindingId });
              }}
            >
              <StateIcon state={binding.state} />
              <span className="binding-name">{personName(t, binding.request.person)}</span>
              <span className="binding-state">{t(`outcome.short.${binding.state.state}`)}</span>
              <span className="quiet">{time(binding.confirmedAt)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
