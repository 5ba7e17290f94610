/** Texts that are put together as one: so many that looking through is fast, and so few that no step is felt. */
const TOGETHER = 1_000;

/** A word that is typed on leaves fewer texts than one in so many: those are looked through one by one. */
const FEW = 4;

/** Some texts in a row as one long text. */
interface Part {
  readonly text: string;
  /** Where each of them begins in it. */
  readonly starts: readonly number[];
}

/** Many short texts as few long ones: looking through those is several times as fast as looking through each. */
export class TextIndex {
  readonly #texts: readonly string[];
  readonly #parts: readonly Part[];
  /** What was looked for last: whoever types on looks among it. */
  #last: { readonly word: string; readonly found: readonly number[] } | null = null;

  private constructor(texts: readonly string[], parts: readonly Part[]) {
    this.#texts = texts;
    this.#parts = parts;
  }

  /**
   * Makes an index, one text a step: many at once would be felt.
   *
   * @param textOf gives texts without U+0000, which stands between them
   */
  static *of<T>(items: readonly T[], textOf: (item: T) => string): Generator<void, TextIndex> {
    const texts: string[] = [];
    const parts: Part[] = [];
    let starts: number[] = [];
    let at = 0;
    for (const item of items) {
      const text = textOf(item);
      texts.push(text);
      starts.push(at);
      at += text.length + 1;
      if (starts.length === TOGETHER || texts.length === items.length) {
        parts.push({ text: texts.slice(-starts.length).join('\0'), starts });
        starts = [];
        at = 0;
      }
      yield;
    }
    return new TextIndex(texts, parts);
  }

  /** The numbers of the texts that hold a word somewhere, rising. */
  holding(word: string): readonly number[] {
    const found = this.#amongLast(word) ?? this.#anywhere(word);
    this.#last = { word, found };
    return found;
  }

  #amongLast(word: string): readonly number[] | null {
    if (this.#last === null) return null;
    const { word: before, found } = this.#last;
    if (word === before) return found;
    if (!word.includes(before) || found.length > this.#texts.length / FEW) return null;
    return found.filter((number) => this.holds(number, word));
  }

  #anywhere(word: string): readonly number[] {
    const found: number[] = [];
    for (const [part, { text, starts }] of this.#parts.entries()) {
      let number = 0;
      for (let at = text.indexOf(word); at >= 0 && number < starts.length; at = text.indexOf(word, starts[number])) {
        while ((starts[number + 1] ?? Infinity) <= at) number += 1;
        found.push(part * TOGETHER + number);
        number += 1;
      }
    }
    return found;
  }

  /** Whether a text holds a word somewhere. */
  holds(number: number, word: string): boolean {
    return this.#texts[number]?.includes(word) ?? false;
  }
}
