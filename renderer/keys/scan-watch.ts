import { anyScanner } from '../../shared/preferences.js';
import { isByMachine, noEntry, onCharacters, scanOf, SILENCE_MS, suffixMs, type Entry, type Scan } from './scan.js';

/** What a key ended: a scan; `suffix-again`, the second half of a scan's CR LF; null: nothing typed by a machine. */
export type EndedBy = Scan | 'suffix-again' | null;

type Listener = (scan: Scan) => void;

/** Assembles what a barcode scanner types, wherever the focus is, and reports each scan when it ends. */
export class ScanWatch {
  scanner = anyScanner;
  #entry: Entry = noEntry;
  #focusedAt = Number.NEGATIVE_INFINITY;
  #ended: { readonly at: number; readonly scan: Scan } | null = null;
  #current: { readonly event: KeyboardEvent; readonly endedBy: EndedBy } | null = null;
  #silence: ReturnType<typeof setTimeout> | undefined;
  /** The last text typed by a machine, as long as nothing else was typed. */
  #lastTyped = '';
  readonly #listeners = new Set<Listener>();

  /** The window got the focus: the beginning of what is typed now may have gone to another window. */
  onFocus(at: number): void {
    this.#focusedAt = at;
  }

  /** Handles a key and returns what it ended. */
  onKeyDown(event: KeyboardEvent): EndedBy {
    const endedBy = event.repeat ? null : this.#take(event);
    this.#current = { event, endedBy };
    if (endedBy !== null && endedBy !== 'suffix-again') this.#tell(endedBy);
    return endedBy;
  }

  /** Handles a character that came without a key. */
  onText(text: string, at: number, target: EventTarget | null): void {
    if (isSecret(target)) this.#clear();
    else this.#add(text, at);
  }

  /** Returns what a key ended, for later listeners of the same event. */
  endedBy(event: KeyboardEvent): EndedBy {
    return this.#current?.event === event ? this.#current.endedBy : null;
  }

  /** Returns whether a machine typed a text, and nothing was typed since. */
  hasTyped(text: string): boolean {
    return text !== '' && text === this.#lastTyped;
  }

  /** Reports every entry that has ended, by a suffix or by silence. @returns unsubscribes */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #take({ key, timeStamp: at, ctrlKey, altKey, metaKey, target }: KeyboardEvent): EndedBy {
    if (isSecret(target)) {
      this.#clear();
      return null;
    }
    if (key === 'Enter' || key === 'Tab') {
      const again = this.#ended;
      if (this.#entry.text === '' && again !== null && at - again.at <= suffixMs(this.scanner)) {
        this.#ended = { at, scan: again.scan };
        if (key === 'Enter' && again.scan.suffix === 'enter') this.#tell({ ...again.scan, suffix: 'crlf' });
        return 'suffix-again';
      }
      return this.#end(key === 'Enter' ? 'enter' : 'tab', at);
    }
    if (key === 'Escape' || key === 'Backspace' || key === 'Delete' || key.startsWith('Arrow')) {
      this.#clear();
      return null;
    }
    // Ctrl and Alt are held together where AltGr types a character.
    const types = key.length === 1 && !metaKey && ctrlKey === altKey;
    this.#add(types ? key : '', at);
    return null;
  }

  #add(text: string, at: number): void {
    const follows = this.#entry.lastAt === Number.NEGATIVE_INFINITY && this.#ended !== null && at - this.#ended.at <= SILENCE_MS;
    const entry = onCharacters(this.#entry, { text, at, focusedAt: this.#focusedAt });
    // A code with several lines or fields: what follows the first is not a complete code.
    this.#entry = follows ? { ...entry, headless: true } : entry;
    this.#lastTyped = isByMachine(this.#entry, this.scanner) ? this.#entry.text : '';
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      const scan = scanOf(this.#entry, 'none', at, this.scanner);
      if (scan !== null) this.#tell(scan);
    }, SILENCE_MS);
  }

  #end(suffix: 'enter' | 'tab', at: number): Scan | null {
    const scan = scanOf(this.#entry, suffix, at, this.scanner);
    const typed = this.#lastTyped;
    this.#clear();
    // An Enter that comes later is the operator's own.
    this.#lastTyped = typed;
    if (scan?.byMachine === true) this.#ended = { at, scan };
    return scan;
  }

  #clear(): void {
    clearTimeout(this.#silence);
    this.#entry = noEntry;
    this.#ended = null;
    this.#lastTyped = '';
  }

  #tell(scan: Scan): void {
    for (const listener of this.#listeners) listener(scan);
  }
}

/** Returns whether the field holds a password, which must not be recorded. */
function isSecret(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'password';
}
