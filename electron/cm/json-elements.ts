/** What a body held: the elements of a list, or one value, or nothing. */
export type JsonShape = 'list' | 'value' | 'nothing';

/** An element is longer than it may be. */
export class ElementTooLong extends Error {
  override readonly name = 'ElementTooLong';
  constructor(readonly limitBytes: number) {
    super(`An element is longer than ${String(limitBytes)} bytes`);
  }
}

/** Elements taken from a chunk in one go. */
const MOST_AT_ONCE = 100;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/**
 * Reads JSON (RFC 8259, UTF-8) as it arrives and gives the elements of its outermost list one by one, so that a
 * list of any length takes no more memory than its longest element and holds nothing up. JSON that is no list is
 * given whole, at the end.
 */
export class JsonElements {
  readonly #take: (element: unknown) => void;
  readonly #longest: number;
  #state: 'start' | 'in-list' | 'after-list' | 'in-value' = 'start';
  /** Open brackets within the element. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** What has come of the element in earlier chunks. */
  #parts: Uint8Array[] = [];
  #size = 0;
  #count = 0;

  constructor(take: (element: unknown) => void, longestElement: number) {
    this.#take = take;
    this.#longest = longestElement;
  }

  /**
   * Takes the next bytes, up to a number of elements: each is worked on, and a few bytes may hold thousands.
   *
   * @returns where in the chunk to go on; its length when all of it has been taken
   * @throws SyntaxError, ElementTooLong
   */
  push(chunk: Uint8Array, from = 0): number {
    let at = from;
    const until = this.#count + MOST_AT_ONCE;
    while (at < chunk.length && this.#count < until) {
      switch (this.#state) {
        case 'start':
          at = this.#begin(chunk);
          break;
        case 'in-list':
          at = this.#readElement(chunk, at);
          break;
        case 'in-value':
          this.#keep(chunk.subarray(at));
          return chunk.length;
        case 'after-list':
          if (!chunk.subarray(at).every(isSpace)) throw new SyntaxError('There is more after the end of the list');
          return chunk.length;
      }
    }
    return at;
  }

  /** Passes over what may stand before the JSON. @returns where it begins */
  #begin(chunk: Uint8Array): number {
    const at = chunk.findIndex((byte) => !isSpace(byte) && !BYTE_ORDER_MARK.includes(byte));
    if (at === -1) return chunk.length;
    this.#state = chunk[at] === OPEN_LIST ? 'in-list' : 'in-value';
    return this.#state === 'in-list' ? at + 1 : at;
  }

  /** Reads on in an element up to its end, or to the chunk's. @returns where to go on */
  #readElement(chunk: Uint8Array, from: number): number {
    // Every byte of a long list comes by here: local names are twice as fast as fields.
    let [depth, inString, escaped] = [this.#depth, this.#inString, this.#escaped];
    let at = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
      else if (depth > 0) depth -= byte === CLOSE_OBJECT || byte === CLOSE_LIST ? 1 : 0;
      else if (byte === COMMA || byte === CLOSE_LIST) break;
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
    this.#keep(chunk.subarray(from, at));
    if (at === chunk.length) return at;
    this.#endElement(chunk[at] === CLOSE_LIST);
    return at + 1;
  }

  /** No more bytes come. @throws SyntaxError when the JSON is not whole */
  end(): JsonShape {
    switch (this.#state) {
      case 'start':
        return 'nothing';
      case 'in-list':
        throw new SyntaxError('The list has no end');
      case 'after-list':
        return 'list';
      case 'in-value':
        this.#take(JSON.parse(this.#text()));
        return 'value';
    }
  }

  #endElement(isLast: boolean): void {
    const text = this.#text();
    if (isLast) this.#state = 'after-list';
    if (isLast && this.#count === 0 && text.trim() === '') return;
    this.#count += 1;
    this.#take(JSON.parse(text));
  }

  #keep(part: Uint8Array): void {
    this.#parts.push(part);
    this.#size += part.byteLength;
    if (this.#size > this.#longest) throw new ElementTooLong(this.#longest);
  }

  #text(): string {
    const [first, ...others] = this.#parts;
    // Most elements lie within one chunk and are read where they lie.
    const bytes =
      first !== undefined && others.length === 0
        ? Buffer.from(first.buffer, first.byteOffset, first.byteLength)
        : Buffer.concat(this.#parts);
    const text = bytes.toString('utf8');
    this.#parts = [];
    this.#size = 0;
    return text;
  }
}
