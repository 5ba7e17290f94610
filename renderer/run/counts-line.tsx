import type { ReactElement } from 'react';
import { runRowStates, type RunState } from '../../shared/run.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';

/** Numbers of people of a run by where they stand; they add up to the whole run. */
export function CountsLine({ run }: { readonly run: RunState }): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  return (
    <dl className="run-counts" data-testid="run-counts">
      {runRowStates.map((place) => (
        <div key={place} data-place={place}>
          <dt>{t(`run.counts.${place}`)}</dt>
          <dd>{number(run.counts[place])}</dd>
        </div>
      ))}
    </dl>
  );
}
