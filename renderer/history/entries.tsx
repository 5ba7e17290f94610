import type { ReactElement } from 'react';
import { en } from '../i18n/en.js';
import { abandonEvents, type Abandon } from '../../shared/abandon.js';
import { careEvents } from '../../shared/after-care.js';
import type { HistoryEntry } from '../../shared/history.js';
import { toneOf } from '../bindings/outcome.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { cmErrorText } from '../i18n/sentences.js';

const ofCare: readonly string[] = careEvents;

/** Returns whether an entry is about what became of a request after its binding. */
function isOfCare(event: string): boolean {
  return ofCare.includes(event);
}

type KnownEvent = keyof typeof en.history.event;

/** The journal entries of a binding. */
export function Entries({ entries }: { readonly entries: readonly HistoryEntry[] }): ReactElement {
  const { t } = useTranslation();
  const { date, number } = useFormats();
  return (
    <section className="entries" aria-label={t('history.entries')}>
      <h3>{t('history.entries')}</h3>
      <ol data-testid="entries">
        {entries.map(({ seq, at, event, operator, station, state, care, abandon, approval, hash }) => (
          <li key={seq} className={`entry ${toneOf(state)}`}>
            <span className="entry-seq quiet">{number(seq)}</span>
            <div>
              <p>
                <strong>{isKnown(event) ? t(`history.event.${event}`) : event}</strong>
                {approval !== null && (
                  <span data-testid="entry-approval">
                    {' '}
                    · {t('approval.by', { approver: approval.approver, role: t(`roles.name.${approval.role}`), reason: approval.reason })}
                  </span>
                )}
                {'error' in state && state.error !== null && <span className="quiet"> · {cmErrorText(t, state.error)}</span>}
                {isOfCare(event) && care !== null && care.difference !== null && (
                  <span className="quiet"> · {t(`care.short.${care.difference}`)}</span>
                )}
                {isOfCare(event) && care !== null && care.closed !== null && <span className="quiet"> · {care.closed}</span>}
                {abandon !== null && abandonEvents[abandon.state] === event && <AbandonFacts abandon={abandon} />}
                {'reason' in state && state.state !== 'attention' && <span className="quiet"> · {state.reason}</span>}
              </p>
              <p className="quiet">
                <time dateTime={at}>{date(at, 'seconds')}</time> · {t('history.by', { operator, station })} ·{' '}
                <span className="mono" title={hash}>
                  {hash.slice(0, 12)}
                </span>
              </p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Why a request was to be abandoned, and the error if the call failed. */
function AbandonFacts({ abandon }: { readonly abandon: Abandon }): ReactElement {
  const { t } = useTranslation();
  const error = 'error' in abandon ? abandon.error : null;
  return <span className="quiet"> · {error === null ? abandon.reason : cmErrorText(t, error)}</span>;
}

function isKnown(event: string): event is KnownEvent {
  return Object.hasOwn(en.history.event, event);
}
