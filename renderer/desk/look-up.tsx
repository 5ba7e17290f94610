import { useState, type ReactElement } from 'react';
import type { LookedUp } from '../../shared/look-up.js';
import type { Result } from '../../shared/result.js';
import { personName } from '../bindings/person.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { call } from '../state/client.js';

/** Explains why a person is not in the list: on request, shows what the server has about them in all its lists. */
export function LookUp({ query }: { readonly query: string }): ReactElement | null {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<{ readonly query: string; readonly answer: Result<LookedUp> | null } | null>(null);
  const text = query.trim();
  if (text.length < 2) return null;
  const now = asked?.query === text ? asked : null;
  return (
    <div className="look-up" data-testid="look-up" data-keys="own">
      <button
        type="button"
        className="button"
        aria-disabled={now !== null && now.answer === null}
        onClick={() => {
          setAsked({ query: text, answer: null });
          void call('requests/lookUp', { text }).then((answer) => {
            setAsked((latest) => (latest?.query === text ? { query: text, answer } : latest));
          });
        }}
      >
        {t('requests.lookUp.ask')}
      </button>
      <div role="status">
        {now !== null && now.answer === null && <p className="quiet">{t('requests.lookUp.asking')}</p>}
        {now?.answer !== undefined && now.answer !== null && <Answer answer={now.answer} />}
      </div>
    </div>
  );
}

function Answer({ answer }: { readonly answer: Result<LookedUp> }): ReactElement {
  const { t } = useTranslation();
  const { date } = useFormats();
  if (!answer.ok) return <p className="notice bad">{errorText(t, answer.error)}</p>;
  const { found, total, silent, isCut } = answer.value;
  return (
    <>
      {silent.length > 0 && <p className="notice warn">{t('requests.lookUp.silent')}</p>}
      {isCut && (
        <p className="notice warn" data-testid="look-up-cut">
          {t('requests.lookUp.cut')}
        </p>
      )}
      {found.length === 0 && silent.length === 0 && !isCut && <p>{t('requests.lookUp.nothing')}</p>}
      <ul className="look-up-found">
        {found.map(({ requestId, person, status, submittedAt, completedAt }) => (
          <li key={requestId} data-status={status}>
            <strong>{personName(t, person)}</strong>{' '}
            {t(`requests.lookUp.status.${status}`, { submitted: date(submittedAt), ended: completedAt === null ? '' : date(completedAt) })}
          </li>
        ))}
      </ul>
      {total > found.length && <p className="quiet">{t('requests.lookUp.newestOf', { shown: found.length, total })}</p>}
    </>
  );
}
