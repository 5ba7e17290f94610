import { CircleAlert, CircleCheck } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { CallValue } from '../../shared/contract.js';
import type { Diagnostics } from '../../shared/diagnostics.js';
import type { Result } from '../../shared/result.js';
import { Facts } from '../design/facts.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { call } from '../state/client.js';

/** Size of the journal, what protects it, and whether its chain is sound. */
export function JournalSection({ journal }: { readonly journal: Diagnostics['journal'] }): ReactElement {
  const { t } = useTranslation();
  const { number, bytes } = useFormats();
  const [check, setCheck] = useState<Result<CallValue<'diagnostics/checkJournal'>> | 'running' | null>(null);
  const may = useIsAllowed('diagnostics/checkJournal');
  return (
    <section className="panel section" aria-labelledby="diagnostics-journal">
      <h2 id="diagnostics-journal">{t('diagnostics.journal')}</h2>
      <Facts
        facts={[
          { name: t('diagnostics.entries'), value: number(journal.entries) },
          { name: t('diagnostics.bindings'), value: number(journal.bindings) },
          { name: t('diagnostics.unsettled'), value: number(journal.unsettled) },
          { name: t('diagnostics.size'), value: bytes(journal.sizeBytes) },
          { name: t('diagnostics.key'), value: t(`diagnostics.protection.${journal.protection}`) },
          { name: t('diagnostics.head'), value: journal.head, mono: true },
        ]}
      />
      {journal.unreadable.length > 0 && <Unreadable rows={journal.unreadable} />}
      <div>
        <button
          type="button"
          className="button"
          disabled={check === 'running' || !may}
          onClick={() => {
            setCheck('running');
            void call('diagnostics/checkJournal', {}).then(setCheck);
          }}
        >
          {t('diagnostics.check')}
        </button>
        <NotAllowed call="diagnostics/checkJournal" />
      </div>
      <div role="status">
        {check === 'running' && <p>{t('diagnostics.checking')}</p>}
        {check !== null && check !== 'running' && <Outcome check={check} />}
      </div>
    </section>
  );
}

/** The rows that cannot be read: by their entries, with what they keep from being bound and what to do. */
function Unreadable({ rows }: { readonly rows: Diagnostics['journal']['unreadable'] }): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  return (
    <div className="notice bad" data-testid="unreadable-rows">
      <CircleAlert aria-hidden size={20} />
      <div>
        <strong>{t('diagnostics.unreadable.title', { count: rows.length })}</strong>
        <ul>
          {rows.map(({ entry, isPairKnown }) => (
            <li key={entry}>{t(`diagnostics.unreadable.${isPairKnown ? 'pair' : 'any'}`, { entry: number(entry) })}</li>
          ))}
        </ul>
        <p>{t('diagnostics.unreadable.next')}</p>
      </div>
    </div>
  );
}

function Outcome({ check }: { readonly check: Result<CallValue<'diagnostics/checkJournal'>> }): ReactElement {
  const { t } = useTranslation();
  if (!check.ok) return <p>{errorText(t, check.error)}</p>;
  const { entries, findings } = check.value;
  if (findings.length === 0) {
    return (
      <p className="card-state good" data-testid="journal-sound">
        <CircleCheck aria-hidden size={20} /> {t('diagnostics.sound', { count: entries })}
      </p>
    );
  }
  return (
    <div className="notice bad">
      <CircleAlert aria-hidden size={20} />
      <div>
        <strong>{t('diagnostics.unsound')}</strong>
        <ul>
          {findings.map(({ seq, problem }) => (
            <li key={`${String(seq)} ${problem}`} className="mono">
              {seq ?? '?'}: {problem}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
