import { Search } from 'lucide-react';
import type { KeyboardEvent, ReactElement, ReactNode, RefObject } from 'react';

interface ListSearchProps {
  readonly searchBox: RefObject<HTMLInputElement | null>;
  /** The id of the list the arrow keys go through. */
  readonly listId: string;
  /** The id of the row that is chosen. */
  readonly active: string | undefined;
  readonly label: string;
  /** Where the label is too long to stand in the field. */
  readonly placeholder?: string;
  readonly text: string;
  /** How many letters it takes at most. */
  readonly maxLength?: number;
  readonly onText: (text: string) => void;
  /** What stands behind the field. */
  readonly children?: ReactNode;
}

/** The search box of a list: it keeps the focus while the arrow keys go through what is found. */
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
  /** The chosen row, and how many there are. */
  readonly at: number;
  readonly count: number;
  readonly onMove: (index: number) => void;
  readonly onClear: () => void;
}

/** Takes a key of a list with its search box: the arrows and Page Up and Down choose, Esc clears the search. */
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
