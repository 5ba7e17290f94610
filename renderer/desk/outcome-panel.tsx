import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BindingView } from '../../shared/bindings.js';
import { Outcome } from '../bindings/outcome.js';

/** What became of the binding in hand. */
export function OutcomePanel({ binding }: { readonly binding: BindingView }): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="panel side-panel" aria-label={t('bindings.inHand')}>
      <Outcome binding={binding} />
    </section>
  );
}
