import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { useRem } from './rem.js';

/** Distance from the end at which the next page is fetched, in rows. */
const AHEAD = 20;

interface RowFacts {
  readonly id: string;
  readonly className: string;
  /** Data attributes by which tests and style sheets find the row. */
  readonly data?: Readonly<Record<`data-${string}`, string | number>>;
}

interface VirtualListProps<Item> {
  /** The id that the search box refers to. */
  readonly id: string;
  readonly label: string;
  readonly items: readonly Item[];
  /** Index of the row that the arrow keys are on; -1 if none. */
  readonly at: number;
  /** Height of a row, rem. */
  readonly rowRem: number;
  readonly row: (item: Item) => RowFacts;
  readonly children: (item: Item) => ReactNode;
  readonly onChoose: (item: Item) => void;
  /** Called near the end, if the list comes in pages. */
  readonly onNearEnd?: () => void;
  /** Whether a new list, such as new search results, scrolls to the selected row; a further page of the same list does not. */
  readonly followsItems?: boolean;
}

/** A list box that renders only the rows in view, so its length does not matter. */
export function VirtualList<Item>(props: VirtualListProps<Item>): ReactElement {
  const { id, label, items, at, rowRem, row, children, onChoose, onNearEnd, followsItems = false } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const height = rowRem * useRem();
  // All rows have the same height, so the virtualizer identifies them by index. With keys it would ask for the key of every
  // row of a long list on each render.
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 6,
  });
  useEffect(() => {
    virtualizer.measure();
  }, [height, virtualizer]);
  const drawn = virtualizer.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length > 0 && last >= items.length - AHEAD) onNearEnd?.();
  }, [last, items.length, onNearEnd]);
  const followed = followsItems ? items : null;
  useEffect(() => {
    // A list that is already at its first row is not scrolled, because scrolling measures everything that was just rendered.
    if (items.length > 0 && (at > 0 || (virtualizer.scrollOffset ?? 0) > 0)) virtualizer.scrollToIndex(Math.max(0, at));
    // Only the selection scrolls a list that comes in pages, not the pages fetched after it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [at, followed, virtualizer]);
  return (
    <div ref={scroller} id={id} role="listbox" aria-label={label} className="rows">
      <div role="presentation" className="rows-all" style={{ height: virtualizer.getTotalSize() }}>
        {drawn.map(({ index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          const { id: rowId, className, data } = row(item);
          return (
            <div
              key={rowId}
              id={rowId}
              role="option"
              aria-selected={index === at}
              aria-posinset={index + 1}
              aria-setsize={items.length}
              className={className}
              {...data}
              style={{ transform: `translateY(${String(start)}px)`, height }}
              onClick={() => {
                onChoose(item);
              }}
            >
              {children(item)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
