import { memo, type ReactElement } from 'react';
import type { BindingView } from '../../shared/bindings.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { useDesk } from './desk-state.js';
import { useProjection } from '../state/station.js';
import { BindingIcon, toneOfBinding } from '../bindings/outcome.js';
import { personName } from '../bindings/person.js';

/** Maximum number side by side; if they do not fit, the layout cuts off the oldest. */
const SHOWN = 5;

/** The latest bindings, in one line below the list, so that they stay visible whatever else the desk shows. */
export function LastBindings(): ReactElement {
  const bindings = useProjection(({ bindings }) => bindings);
  const { t } = useTranslation();
  const shown = useDesk((state) => (state.hand === 'outcome' ? state.outcomeOf : null));
  const needPerson = bindings.filter(({ state }) => state.state === 'attention').length;
  return (
    <section className="panel last-bindings" aria-label={t('bindings.title')} data-testid="bindings">
      <h2>
        {t('bindings.title')}
        {/* A queued binding is bound later than that. */}
        {bindings.length > 0 && (
          <span className="binding-times quiet" data-testid="binding-times">
            {t('bindings.times')}
          </span>
        )}
        {needPerson > 0 && <span className="tag bad-tag">{t('bindings.needPerson', { count: needPerson })}</span>}
      </h2>
      {bindings.length === 0 && <p className="quiet">{t('bindings.none')}</p>}
      {bindings.length > 0 && (
        <ul className="bindings">
          {bindings.slice(0, SHOWN).map((binding) => (
            <LastBinding key={binding.bindingId} binding={binding} isShown={binding.bindingId === shown} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface LastBindingProps {
  readonly binding: BindingView;
  /** Whether the desk shows its result. */
  readonly isShown: boolean;
}

/** One of them; drawn again only if it changed, not with each binding that follows it. */
const LastBinding = memo(function LastBinding({ binding, isShown }: LastBindingProps): ReactElement {
  const { t } = useTranslation();
  const { time } = useFormats();
  return (
    <li>
      <button
        type="button"
        className={`binding ${toneOfBinding(binding)}`}
        aria-pressed={isShown}
        onClick={() => {
          useDesk.setState({ outcomeOf: binding.bindingId, hand: 'outcome' });
        }}
      >
        <BindingIcon binding={binding} />
        <span className="binding-name">{personName(t, binding.request.person)}</span>
        <span className="binding-state quiet">
          <span>{t(binding.abandon?.state === 'abandoned' ? 'care.short.abandoned' : `outcome.short.${binding.state.state}`)}</span>{' '}
          <span>{time(binding.confirmedAt)}</span>
        </span>
      </button>
    </li>
  );
});
