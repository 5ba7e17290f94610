import type { ReactElement } from 'react';
import type { LeftOut } from '../../shared/diagnostics.js';
import { Facts } from '../design/facts.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';

/** What the screens do not show because it cannot be read; the log has the reasons. Shown only if there is something. */
export function LeftOutSection({ leftOut: { requests, values } }: { readonly leftOut: LeftOut }): ReactElement | null {
  const { t } = useTranslation();
  const { number } = useFormats();
  if (requests === 0 && values.length === 0) return null;
  return (
    <section className="panel section" aria-labelledby="diagnostics-left-out" data-testid="left-out">
      <h2 id="diagnostics-left-out">{t('diagnostics.leftOut.title')}</h2>
      <p>{t('diagnostics.leftOut.hint')}</p>
      <Facts
        facts={[
          { name: t('diagnostics.leftOut.requests'), value: number(requests) },
          ...values.map(({ what, count }) => ({ name: what, value: number(count) })),
        ]}
      />
    </section>
  );
}
