import type { ReactElement } from 'react';
import type { BindingView } from '../../shared/bindings.js';
import { Decisions } from '../bindings/decisions.js';
import { Evidence } from '../bindings/evidence.js';
import { BindingIcon, toneOfBinding } from '../bindings/outcome.js';
import { personName, templateName } from '../bindings/person.js';
import { abandonText } from '../bindings/abandon-text.js';
import { careText } from '../bindings/care-text.js';
import { PrintPaper } from '../bindings/print-paper.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText, bindingStateText } from '../i18n/sentences.js';
import { useNow } from '../state/now.js';
import { useCall } from '../state/use-call.js';
import { NotAllowed } from '../design/is-allowed.js';
import { Entries } from './entries.js';

/** One binding in full: its result, its evidence, and every journal entry about it. */
export function BindingDetail({ binding }: { readonly binding: BindingView }): ReactElement {
  const { t } = useTranslation();
  const { time, date, age } = useFormats();
  const now = useNow();
  const { bindingId, request, state, care, abandon } = binding;
  const { value: entries, error } = useCall('history/entries', { bindingId }, { revision: binding });

  return (
    <article className="panel split-detail" data-testid="binding-detail">
      <header className={`matter-head ${toneOfBinding(binding)}`}>
        <BindingIcon binding={binding} size={36} />
        <div>
          <p className="row-tone">{t(`outcome.short.${state.state}`)}</p>
          <h2>{personName(t, request.person)}</h2>
          <p className="quiet">
            {templateName(t, request)} · {date(binding.confirmedAt)}
          </p>
        </div>
        <PrintPaper binding={binding} />
      </header>
      {error !== null && <Notice tone="bad" title={t('history.cannot')} text={errorText(t, error)} />}
      {state.state === 'bound' && <NotAllowed call="history/print" />}
      <p>{bindingStateText(t, binding, time)}</p>
      {abandon !== undefined && <p data-testid="abandon">{abandonText(t, abandon)}</p>}
      {care !== undefined && care.outcome !== 'abandoned' && (
        <p data-testid="care">{careText(t, care, date, age(binding.confirmedAt, now))}</p>
      )}
      <Decisions binding={binding} mayAbandon />
      <Entries entries={entries ?? []} />
      <Evidence binding={binding} />
    </article>
  );
}
