/** A part of a report that is not split, with its measured height in px. */
export interface Piece {
  readonly height: number;
  /** Starts a new page, whatever room is left. */
  readonly breakBefore?: boolean;
  /** Stays on the same page as the next piece, as a heading does. */
  readonly keepWithNext?: boolean;
  /** Height of what is repeated above this piece if it starts a page: the table head. */
  readonly repeatedHeight?: number;
}

/**
 * Distributes pieces over pages.
 *
 * @param room height of a page's content in px
 * @returns the indexes of the pieces on each page; at least one page. A piece higher than a page has its own.
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
