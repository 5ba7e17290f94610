import type { ReactElement, ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { BindingView } from '../../shared/bindings.js';
import type { Projection } from '../state/projection.js';
import { OutcomePanel } from './outcome-panel.js';
import { ReadersPanel } from './readers-panel.js';
import { TrainingInsert } from './training-insert.js';

interface SideColumnProps {
  readonly projection: Projection;
  /** The binding whose result is shown; undefined if there is none. */
  readonly outcome: BindingView | undefined;
  /** What the screen shows below the readers. */
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLElement>;
}

/** The column beside the work of a screen that binds: training cards, the last result, the readers, and what the screen adds. */
export function SideColumn({ projection, outcome, children, ref }: SideColumnProps): ReactElement {
  const { t } = useTranslation();
  const { training, readers, bindings, service, prepared } = projection;
  return (
    // Focusable, because on a low screen it scrolls, and keyboard users must reach what is below.
    <aside ref={ref} className="desk-side" tabIndex={0} aria-label={t('requests.side')}>
      {training !== null && <TrainingInsert training={training} readers={readers} bindings={bindings} />}
      {outcome !== undefined && <OutcomePanel key={outcome.bindingId} binding={outcome} readers={readers} />}
      <ReadersPanel readers={readers} service={service} prepared={prepared.cards} training={training} />
      {children}
    </aside>
  );
}
