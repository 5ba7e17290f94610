import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import type { BindingView } from '../../shared/bindings.js';
import { useTranslation } from '../i18n/i18n.js';
import { useProjection } from '../state/station.js';
import { bindableCards } from './bindable-cards.js';
import { useDesk } from './desk-state.js';
import { OutcomePanel } from './outcome-panel.js';
import { ReadersPanel } from './readers-panel.js';
import { TrainingInsert } from './training-insert.js';

interface SideColumnProps {
  /** The binding whose result is shown; undefined if there is none. */
  readonly outcome: BindingView | undefined;
  /** What the screen shows below the readers. */
  readonly children: ReactNode;
}

/** The column beside the work of a screen that binds: training cards, the last result, the readers, and what the screen adds. */
export function SideColumn({ outcome, children }: SideColumnProps): ReactElement {
  const { t } = useTranslation();
  const column = useRef<HTMLElement>(null);
  const isScrolled = useRef(false);
  const heldBack = useDesk((state) => state.heldBack);
  const presentations = useProjection(({ readers }) => bindableCards(readers).join());
  // Shows the news, which is at the top. A column that is there already is not scrolled, because scrolling measures the whole
  // page, which delays the card's id on the screen.
  useEffect(() => {
    if (isScrolled.current) column.current?.scrollTo({ top: 0 });
  }, [outcome?.bindingId, presentations, heldBack]);
  return (
    // Focusable, because on a low screen it scrolls, and keyboard users must reach what is below.
    <aside
      ref={column}
      className="desk-side"
      tabIndex={0}
      aria-label={t('requests.side')}
      onScroll={({ currentTarget }) => {
        isScrolled.current = currentTarget.scrollTop > 0;
      }}
    >
      <TrainingInsert />
      {outcome !== undefined && <OutcomePanel key={outcome.bindingId} binding={outcome} />}
      <ReadersPanel />
      {children}
    </aside>
  );
}
