import { Search } from 'lucide-react';
import type { KeyboardEvent, ReactElement, ReactNode, RefObject } from 'react';

interface ListSearchProps {
  readonly searchBox: RefObject<HTMLInputElement | null>;
  /** The id of the list that the arrow keys move through. */
  readonly listId: string;
  /** The id of the selected row. */
  readonly active: string | undefined;
  readonly label: string;
  /** A shorter text, if the label does not fit into the field. */
  readonly placeholder?: string;
  readonly text: string;
  /** Maximum number of characters. */
  readonly maxLength?: number;
  readonly onText: (text: string) => void;
  /** Content after the field. */
  readonly children?: ReactNode;
}

/** The search box of a list: it keeps the focus while the arrow keys move through the results. */
export function ListSearch({
  searchBox,
  listId,
  active,
  label,
  placeholder = label,
  text,
  maxLength,
  onText,
  children,
}: ListSearchProps): ReactElement {
  return (
    <div className="search-field">
      <Search aria-hidden size={20} />
      <input
        ref={searchBox}
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={active}
        aria-autocomplete="list"
        className="input"
        aria-label={label}
        placeholder={placeholder}
        spellCheck={false}
        maxLength={maxLength}
        value={text}
        onChange={({ target }) => {
          onText(target.value);
        }}
      />
      {children}
    </div>
  );
}

interface ListKeysOptions {
  readonly searchBox: RefObject<HTMLInputElement | null>;
  readonly text: string;
  /** Index of the selected row; `count` is the number of rows. */
  readonly at: number;
  readonly count: number;
  readonly onMove: (index: number) => void;
  readonly onClear: () => void;
}

/** Handles a key of a list with its search box: arrows and Page Up and Down select, Esc clears the search. */
export function takeListKey(event: KeyboardEvent, { searchBox, text, at, count, onMove, onClear }: ListKeysOptions): void {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
  if (step !== undefined && event.target === searchBox.current) {
    event.preventDefault();
    onMove(Math.min(count - 1, Math.max(0, at + step)));
  }
  if (event.key === 'Escape' && text !== '') {
    event.preventDefault();
    onClear();
    searchBox.current?.focus();
  }
}
