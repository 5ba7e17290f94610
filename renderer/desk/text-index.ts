/** Number of texts in a block: whole words of 32 bits, and few enough that building a block is not noticeable. */
const BLOCK = 1_024;
const WORDS = BLOCK / 32;
/** Number of changes up to which a block is changed instead of built again. */
const FEW = 64;

/** Which texts of an index were found: one bit each, the first in the lowest bit. */
export type Found = Uint32Array;

/**
 * The characters that an index knows apart, one group each; all characters of a group count as the same, and so do all
 * others. Two characters next to each other are a pair.
 */
export class Alphabet {
  /** By UTF-16 code unit, so that none is out of bounds: that would be several times as slow. */
  readonly groups = new Uint8Array(0x10000);
  readonly #alone = new Uint8Array(0x10000);
  /** Number of groups, with that of all other characters, which is 0. */
  readonly size: number;

  /** @param groups ASCII characters, by group */
  constructor(groups: readonly string[]) {
    this.size = groups.length + 1;
    for (const [index, group] of groups.entries()) {
      for (const character of group) {
        this.groups[character.charCodeAt(0)] = index + 1;
        this.#alone[character.charCodeAt(0)] = Number(group.length === 1);
      }
    }
  }

  /** Returns whether every character of a word is alone in its group. */
  tellsApart(word: string): boolean {
    return Array.from({ length: word.length }, (_, at) => this.#alone[word.charCodeAt(at)] === 1).every(Boolean);
  }
}

/** Consecutive texts, and for each pair of groups the texts that contain such a pair. */
interface Block<T> {
  readonly items: readonly T[];
  readonly texts: readonly string[];
  /** By pair, {@link WORDS} each. The end of a text counts as another character. */
  readonly pairs: Uint32Array;
}

/** An index of many short texts. A search looks only at texts that contain each pair of characters of the word. */
export class TextIndex<T> {
  readonly blocks: readonly Block<T>[];
  readonly #alphabet: Alphabet;
  /** The last search. A longer word is searched among its matches. */
  #last: { readonly word: string; readonly found: Found } | null = null;

  private constructor(blocks: readonly Block<T>[], alphabet: Alphabet) {
    this.blocks = blocks;
    this.#alphabet = alphabet;
  }

  /**
   * Builds an index in steps, one text each; building it at once would be noticeable.
   *
   * @param before an earlier index with the same alphabet; texts of the same items are taken from it, and whole blocks of them
   */
  static *of<T>(
    items: readonly T[],
    textOf: (item: T) => string,
    alphabet: Alphabet,
    before: TextIndex<T> | null = null,
  ): Generator<void, TextIndex<T>> {
    const blocks: Block<T>[] = [];
    const known = new Map<T, string>();
    for (const [number, block] of before?.blocks.entries() ?? []) {
      if (fewChangedIn(block, items, number * BLOCK) !== null) continue;
      for (const [at, item] of block.items.entries()) known.set(item, block.texts[at] ?? '');
      yield;
    }
    for (let from = 0; from < items.length; from += BLOCK) {
      const earlier = before?.blocks[blocks.length];
      const changed = earlier === undefined ? null : fewChangedIn(earlier, items, from);
      if (earlier !== undefined && changed !== null) {
        blocks.push(changed.length === 0 ? earlier : withChanged(earlier, items, from, changed, textOf, alphabet));
        yield;
        continue;
      }
      const these = items.slice(from, from + BLOCK);
      const texts: string[] = [];
      const pairs = new Uint32Array(alphabet.size * alphabet.size * WORDS);
      for (const item of these) {
        const text = known.get(item) ?? textOf(item);
        markPairs(pairs, text, texts.length, alphabet);
        texts.push(text);
        yield;
      }
      blocks.push({ items: these, texts, pairs });
    }
    return new TextIndex(blocks, alphabet);
  }

  /** Number of texts. */
  get size(): number {
    return this.blocks.reduce((size, { items }) => size + items.length, 0);
  }

  /** Returns the text of an item. */
  text(number: number): string {
    return this.blocks[Math.floor(number / BLOCK)]?.texts[number % BLOCK] ?? '';
  }

  /** Returns which texts contain a word, which is not empty. */
  holding(word: string): Found {
    const last = this.#last;
    if (last?.word === word) return last.found;
    const among = last !== null && word.includes(last.word) ? last.found : null;
    const found = new Uint32Array(this.blocks.length * WORDS);
    for (const [number, block] of this.blocks.entries()) {
      const here = found.subarray(number * WORDS, (number + 1) * WORDS);
      this.#candidates(block, word, here);
      if (among !== null) for (let at = 0; at < WORDS; at += 1) here[at] = (here[at] ?? 0) & (among[number * WORDS + at] ?? 0);
      if (word.length > 2 || !this.#alphabet.tellsApart(word)) keepIf(here, (at) => block.texts[at]?.includes(word) === true);
    }
    this.#last = { word, found };
    return found;
  }

  /** Marks the texts of a block that contain each pair of a word, or its only character. */
  #candidates({ pairs, texts }: Block<T>, word: string, found: Found): void {
    const { size } = this.#alphabet;
    const groups = Array.from({ length: word.length }, (_, at) => this.#alphabet.groups[word.charCodeAt(at)] ?? 0);
    if (groups.length > 1 || groups[0] === 0) {
      for (let at = 0; at < texts.length; at += 1) found[at >>> 5] = (found[at >>> 5] ?? 0) | (1 << (at & 31));
      for (let at = 0; at + 1 < groups.length; at += 1) {
        const [first = 0, second = 0] = groups.slice(at, at + 2);
        const pair = (first * size + second) * WORDS;
        // Nothing is recorded about pairs that begin with another character.
        if (first !== 0) for (let word = 0; word < WORDS; word += 1) found[word] = (found[word] ?? 0) & (pairs[pair + word] ?? 0);
      }
      return;
    }
    const from = (groups[0] ?? 0) * size * WORDS;
    for (let at = 0; at < size * WORDS; at += 1) found[at % WORDS] = (found[at % WORDS] ?? 0) | (pairs[from + at] ?? 0);
  }
}

/** Returns at which places of a block the items from an index on are others; null if they are many, or fewer or more. */
function fewChangedIn<T>({ items: before }: Block<T>, items: readonly T[], from: number): readonly number[] | null {
  if (before.length !== Math.min(BLOCK, items.length - from)) return null;
  const changed: number[] = [];
  for (let at = 0; at < before.length; at += 1) {
    if (items[from + at] === before[at]) continue;
    if (changed.length === FEW) return null;
    changed.push(at);
  }
  return changed;
}

/** Returns a block in which a few items have changed. */
function withChanged<T>(
  block: Block<T>,
  items: readonly T[],
  from: number,
  changed: readonly number[],
  textOf: (item: T) => string,
  alphabet: Alphabet,
): Block<T> {
  const texts = block.texts.slice();
  const pairs = block.pairs.slice();
  const these = items.slice(from, from + block.items.length);
  for (const at of changed) {
    const item = these[at];
    if (item === undefined) continue;
    const [word, bit] = [at >>> 5, 1 << (at & 31)];
    for (let pair = word; pair < pairs.length; pair += WORDS) pairs[pair] = (pairs[pair] ?? 0) & ~bit;
    const text = textOf(item);
    markPairs(pairs, text, at, alphabet);
    texts[at] = text;
  }
  return { items: these, texts, pairs };
}

function markPairs(pairs: Uint32Array, text: string, number: number, { groups, size }: Alphabet): void {
  const [word, bit] = [number >>> 5, 1 << (number & 31)];
  const { length } = text;
  let group = 0;
  for (let at = 0; at <= length; at += 1) {
    const next = at < length ? (groups[text.charCodeAt(at)] ?? 0) : 0;
    const place = (group * size + next) * WORDS + word;
    pairs[place] = (pairs[place] ?? 0) | bit;
    group = next;
  }
}

/** Removes from what was found what does not fulfil a condition. */
function keepIf(found: Found, condition: (number: number) => boolean): void {
  for (let word = 0; word < found.length; word += 1) {
    for (let bits = found[word] ?? 0; bits !== 0; bits &= bits - 1) {
      const lowest = bits & -bits;
      if (!condition(word * 32 + 31 - Math.clz32(lowest))) found[word] = (found[word] ?? 0) & ~lowest;
    }
  }
}

/** Returns the items that were found, in order. */
export function itemsIn<T>(found: Found, items: readonly T[]): readonly T[] {
  // Allocated at full length: an array that grows to tens of thousands is copied a dozen times.
  const held = new Array<T>(countOf(found));
  let count = 0;
  for (let word = 0; word < found.length; word += 1) {
    for (let bits = found[word] ?? 0; bits !== 0; bits &= bits - 1) {
      const item = items[word * 32 + 31 - Math.clz32(bits & -bits)];
      if (item !== undefined) held[count++] = item;
    }
  }
  held.length = count;
  return held;
}

/** Returns how many were found. */
export function countOf(found: Found): number {
  let count = 0;
  for (let word = 0; word < found.length; word += 1) {
    let bits = found[word] ?? 0;
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    count += (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  }
  return count;
}

/** Returns what was found in both searches. */
export function inBoth(one: Found, other: Found): Found {
  return one.map((bits, word) => bits & (other[word] ?? 0));
}

/** Returns what was found in either search. */
export function inEither(one: Found, other: Found): Found {
  return one.map((bits, word) => bits | (other[word] ?? 0));
}
