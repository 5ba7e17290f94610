/** A piece of a report that is not broken, with its height in px as it was measured. */
export interface Piece {
  readonly height: number;
  /** Begins a new page, whatever room is left. */
  readonly breakBefore?: boolean;
  /** Stands on the same page as the piece after it, as a heading does. */
  readonly keepWithNext?: boolean;
  /** Height of what is repeated above this piece where a page begins with it: the table's head. */
  readonly repeatedHeight?: number;
}

/**
 * Lays pieces out over pages.
 *
 * @param room height of a page's content in px
 * @returns the numbers of the pieces on each page; at least one page. A piece higher than a page has one to itself.
 */
export function paginate(pieces: readonly Piece[], room: number): readonly (readonly number[])[] {
  const pages: number[][] = [[]];
  let used = 0;
  pieces.forEach((piece, index) => {
    const page = pages.at(-1) ?? [];
    const wanted = heightWithNext(pieces, index);
    if (page.length > 0 && (piece.breakBefore === true || used + wanted > room)) {
      pages.push([index]);
      used = piece.height + (piece.repeatedHeight ?? 0);
    } else {
      page.push(index);
      used += piece.height;
    }
  });
  return pages;
}

function heightWithNext(pieces: readonly Piece[], index: number): number {
  const piece = pieces[index];
  if (piece === undefined) return 0;
  return piece.height + (piece.keepWithNext === true ? heightWithNext(pieces, index + 1) : 0);
}
