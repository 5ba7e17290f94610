import { CircleCheck } from 'lucide-react';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { BindingView } from '../../shared/bindings.js';
import { Decisions } from '../bindings/decisions.js';
import { Evidence } from '../bindings/evidence.js';
import { BindingIcon, SlipNumber, toneOfBinding } from '../bindings/outcome.js';
import { abandonText } from '../bindings/abandon-text.js';
import { careText } from '../bindings/care-text.js';
import { personName, templateName } from '../bindings/person.js';
import { moveInList } from '../design/arrow-keys.js';
import { Empty } from '../design/empty.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { bindingStateText } from '../i18n/sentences.js';
import { useNow } from '../state/now.js';
import { useProjection } from '../state/station.js';
import { attentionItems, type AttentionItem } from './attention-reasons.js';
import './attention.css';

/** Bindings that need attention, each with what happened, what was kept, the next step and the possible decisions. */
export function Attention(): ReactElement {
  const bindings = useProjection(({ bindings }) => bindings);
  const now = useNow();
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const all = attentionItems(bindings, now);
  const at = all.find(({ binding }) => binding.bindingId === chosen) ?? all[0];
  return (
    <main className="split" data-testid="attention">
      <section className="panel split-list" aria-label={t('attention.title')}>
        <div className="screen-head">
          <h1>{t('attention.title')}</h1>
          <p className="quiet" role="status">
            {all.length === 0 ? t('attention.none') : t('attention.count', { count: all.length })}
          </p>
        </div>
        {all.length === 0 ? (
          <Empty icon={CircleCheck} title={t('attention.none')} hint={t('attention.noneHint')} />
        ) : (
          <MatterList all={all} at={at} now={now} onChoose={setChosen} />
        )}
      </section>
      {at !== undefined && <MatterDetail key={at.binding.bindingId} matter={at} now={now} />}
    </main>
  );
}

interface MatterListProps {
  readonly all: readonly AttentionItem[];
  readonly at: AttentionItem | undefined;
  readonly now: number;
  readonly onChoose: (bindingId: string) => void;
}

function MatterList({ all, at, now, onChoose }: MatterListProps): ReactElement {
  const { t } = useTranslation();
  const { age } = useFormats();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('button')?.focus();
  }, []);
  return (
    <ul className="rows" ref={list} onKeyDown={moveInList} role="presentation">
      {all.map(({ binding, reason }) => (
        <li key={binding.bindingId}>
          <button
            type="button"
            data-list-item
            className={`row ${toneOfBinding(binding)}`}
            aria-current={binding === at?.binding}
            onFocus={() => {
              onChoose(binding.bindingId);
            }}
            onClick={() => {
              onChoose(binding.bindingId);
            }}
          >
            <BindingIcon binding={binding} size={24} />
            <span className="row-text">
              <strong>{personName(t, binding.request.person)}</strong>
              <span className="row-tone">{t(`attention.reason.${reason}`)}</span>
            </span>
            <time className="quiet" dateTime={binding.confirmedAt}>
              {age(binding.confirmedAt, now)}
            </time>
          </button>
        </li>
      ))}
    </ul>
  );
}

function MatterDetail({ matter: { binding, reason }, now }: { readonly matter: AttentionItem; readonly now: number }): ReactElement {
  const { t } = useTranslation();
  const { age, date, time } = useFormats();
  const { request, care, abandon } = binding;
  const isOfAbandoning = reason === 'abandon-unconfirmed' || reason === 'not-abandoned';
  return (
    <article className="panel split-detail" data-testid="matter" data-reason={reason}>
      <header className={`matter-head ${toneOfBinding(binding)}`}>
        <BindingIcon binding={binding} size={36} />
        <div>
          <p className="row-tone">{t(`attention.reason.${reason}`)}</p>
          <SlipNumber binding={binding} />
          <h2>{personName(t, request.person)}</h2>
          <p className="quiet">
            {templateName(t, request)} · {t('attention.confirmed', { age: age(binding.confirmedAt, now) })}
          </p>
        </div>
      </header>
      <dl className="story">
        <dt>{t('attention.happened')}</dt>
        <dd>
          {abandon !== undefined && isOfAbandoning
            ? abandonText(t, abandon)
            : care === undefined
              ? bindingStateText(t, binding, time)
              : careText(t, care, date, age(binding.confirmedAt, now))}
        </dd>
        <dt>{t('attention.kept')}</dt>
        <dd>
          {[t(`attention.keeps.${keeps(binding, reason)}`), reason === 'refused' ? t('card.standing.refusedFree') : ''].join(' ').trim()}
        </dd>
        <dt>{t('attention.next')}</dt>
        <dd>{reason === 'refused' ? t('outcome.refusedNext') : t(`attention.do.${reason}`)}</dd>
      </dl>
      <Decisions binding={binding} mayAbandon />
      <Evidence binding={binding} />
    </article>
  );
}

/** Returns which text says what was kept. */
function keeps({ state }: BindingView, reason: AttentionItem['reason']): 'free' | 'bound' | 'reserved' {
  if (state.state === 'bound') return 'bound';
  return reason === 'refused' ? 'free' : 'reserved';
}
