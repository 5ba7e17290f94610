import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { groupOf, type LineRef, type PreparedOutcome, type PreparedRow } from '../../shared/prepared.js';
import { useRem } from '../design/rem.js';
import { sayWhom } from './say-prepared.js';

/** A row's height, in letters. */
const ROW_REM = 4.0;
/** So many rows before the end the next page is fetched. */
const AHEAD = 20;

interface LineRowsProps {
  readonly rows: readonly PreparedRow[];
  readonly at: number;
  readonly onChoose: (line: LineRef) => void;
  readonly onNearEnd: () => void;
}

/** The found lines; only the rows in view are drawn. */
export function LineRows({ rows, at, onChoose, onNearEnd }: LineRowsProps): ReactElement {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = ROW_REM * useRem();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  useEffect(() => {
    virtualizer.measure();
  }, [rowHeight, virtualizer]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - AHEAD) onNearEnd();
  }, [last, rows.length, onNearEnd]);
  useEffect(() => {
    if (rows.length > 0) virtualizer.scrollToIndex(at);
    // Only the choice moves the list, not what is fetched behind it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [at]);
  return (
    // Reached by Tab, so that a long list can be scrolled without the search box's arrow keys.
    <div className="rows" ref={scroller} tabIndex={0} role="group" aria-label={t('prepared.title')}>
      <div id="prepared-list" role="listbox" aria-label={t('prepared.title')} className="requests-rows" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const { assignment, outcome } = row;
          return (
            <div
              key={lineRowId(assignment)}
              id={lineRowId(assignment)}
              role="option"
              aria-selected={index === at}
              aria-posinset={index + 1}
              aria-setsize={rows.length}
              data-outcome={outcome.outcome}
              data-line={assignment.line}
              className={`row floating line-row ${toneOf(outcome)}`}
              style={{ transform: `translateY(${String(start)}px)`, height: rowHeight }}
              onClick={() => {
                onChoose(assignment);
              }}
            >
              <OutcomeIcon outcome={outcome} />
              <span className="row-text">
                <strong>{sayWhom(t, assignment, outcome)}</strong>
                <span className="row-tone">{t(`prepared.short.${outcome.outcome}`)}</span>
              </span>
              <span className="line-card quiet">
                <span className="mono">{assignment.card}</span>
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The id of a line's row. */
export function lineRowId({ file, line }: LineRef): string {
  return `prepared-${encodeURIComponent(file)}-${String(line)}`;
}

/** What an outcome means to the eye. */
export function toneOf({ outcome }: PreparedOutcome): 'good' | 'warn' | 'quiet' {
  switch (groupOf(outcome)) {
    case 'done':
      return 'good';
    case 'unusable':
      return 'warn';
    case 'waiting':
      return 'quiet';
  }
}

function OutcomeIcon({ outcome }: { readonly outcome: PreparedOutcome }): ReactElement {
  switch (groupOf(outcome.outcome)) {
    case 'done':
      return <CircleCheck aria-hidden size={22} />;
    case 'unusable':
      return <CircleAlert aria-hidden size={22} />;
    case 'waiting':
      return <CircleDashed aria-hidden size={22} />;
  }
}
