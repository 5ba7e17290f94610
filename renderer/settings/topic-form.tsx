import type { ReactElement } from 'react';
import { Notice } from '../design/notice.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { ConnectionTest } from './connection-test.js';
import { useDraft } from './draft-state.js';
import { Field } from './field.js';
import { fields, type Topic } from './fields.js';

/** The fields of one topic. */
export function TopicForm({ topic }: { readonly topic: Topic }): ReactElement {
  const { t } = useTranslation();
  const { form, trouble } = useDraft();
  return (
    <>
      <section className="panel section" aria-labelledby={`topic-${topic}`}>
        <h2 id={`topic-${topic}`}>{t(`setup.topics.${topic}`)}</h2>
        <p className="quiet">{t('setup.intro')}</p>
        {trouble !== null && <Notice tone="bad" title={t('settings.cannotRead')} text={errorText(t, trouble)} />}
        {form === null && trouble === null && <p role="status">{t('setup.loading')}</p>}
        {form !== null && (
          <div className="setting-list">
            {fields
              .filter((row) => row.topic === topic)
              .map((row) => {
                const field = form.fields.find(({ key }) => key === row.key);
                return field === undefined ? null : <Field key={row.key} row={row} field={field} systemFile={form.files.system} />;
              })}
          </div>
        )}
      </section>
      {topic === 'server' && <ConnectionTest />}
    </>
  );
}
