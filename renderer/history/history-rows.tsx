import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BindingView } from '../../shared/bindings.js';
import { StateIcon, toneOf } from '../bindings/outcome.js';
import { personName } from '../bindings/person.js';
import { useRem } from '../design/rem.js';
import { useFormats } from '../i18n/format.js';

/** A row's height, in letters. */
const ROW_REM = 4.0;
/** So many rows before the end the next page is fetched. */
const AHEAD = 20;

interface HistoryRowsProps {
  readonly bindings: readonly BindingView[];
  readonly at: number;
  readonly onChoose: (bindingId: string) => void;
  readonly onNearEnd: () => void;
}

/** The found bindings; only the rows in view are drawn. */
export function HistoryRows({ bindings, at, onChoose, onNearEnd }: HistoryRowsProps): ReactElement {
  const { t } = useTranslation();
  const { time } = useFormats();
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = ROW_REM * useRem();
  const virtualizer = useVirtualizer({
    count: bindings.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    getItemKey: (index) => bindings[index]?.bindingId ?? index,
  });
  useEffect(() => {
    virtualizer.measure();
  }, [rowHeight, virtualizer]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (bindings.length > 0 && last >= bindings.length - AHEAD) onNearEnd();
  }, [last, bindings.length, onNearEnd]);
  useEffect(() => {
    if (bindings.length > 0) virtualizer.scrollToIndex(at);
    // Only the choice moves the list, not what is fetched behind it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [at]);
  return (
    <div className="rows" ref={scroller}>
      <div id="history-list" role="listbox" aria-label={t('history.title')} className="requests-rows" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const binding = bindings[index];
          return binding === undefined ? null : (
            <div
              key={key}
              id={historyRowId(binding)}
              role="option"
              aria-selected={index === at}
              aria-posinset={index + 1}
              aria-setsize={bindings.length}
              data-binding-id={binding.bindingId}
              className={`row floating ${toneOf(binding.state)}`}
              style={{ transform: `translateY(${String(start)}px)`, height: rowHeight }}
              onClick={() => {
                onChoose(binding.bindingId);
              }}
            >
              <StateIcon state={binding.state} size={22} />
              <span className="row-text">
                <strong>{personName(t, binding.request.person)}</strong>
                <span className="row-tone">{t(`outcome.short.${binding.state.state}`)}</span>
              </span>
              <time className="quiet" dateTime={binding.confirmedAt}>
                {time(binding.confirmedAt)}
              </time>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The id of a binding's row. */
export function historyRowId({ bindingId }: BindingView): string {
  return `history-${bindingId}`;
}
