import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { useRem } from './rem.js';

/** So many rows before the end the next page is fetched. */
const AHEAD = 20;

interface RowFacts {
  readonly id: string;
  readonly className: string;
  /** What tests and style sheets know the row by. */
  readonly data?: Readonly<Record<`data-${string}`, string | number>>;
}

interface VirtualListProps<Item> {
  /** What the search box controls. */
  readonly id: string;
  readonly label: string;
  readonly items: readonly Item[];
  /** The row the arrow keys are on; -1 for none. */
  readonly at: number;
  /** A row's height, in letters. */
  readonly rowRem: number;
  readonly row: (item: Item) => RowFacts;
  readonly children: (item: Item) => ReactNode;
  readonly onChoose: (item: Item) => void;
  /** Where the list comes in pages. */
  readonly onNearEnd?: () => void;
  /** Another list, as a search finds it, shows the chosen row again; a page more of the same does not. */
  readonly followsItems?: boolean;
}

/** A list box of which only the rows in view are drawn, so that its length does not matter. */
export function VirtualList<Item>(props: VirtualListProps<Item>): ReactElement {
  const { id, label, items, at, rowRem, row, children, onChoose, onNearEnd, followsItems = false } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const height = rowRem * useRem();
  // All rows are of one height, so the virtualizer knows them by number: a key of each one's own would be asked of a whole
  // long list with every drawing.
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
    // A list that stands at its first row already is not asked to go there, for that measures all that was just drawn.
    if (items.length > 0 && (at > 0 || (virtualizer.scrollOffset ?? 0) > 0)) virtualizer.scrollToIndex(Math.max(0, at));
    // Only the choice moves a list that comes in pages, not what is fetched behind it.
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
