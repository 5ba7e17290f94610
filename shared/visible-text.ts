/**
 * Characters that are invisible or change the direction of the text around them: soft hyphens, direction marks and overrides
 * (U+200E, U+200F, U+202A–202E, U+2066–2069), zero-width spaces and joiners, byte order marks, tags, and control characters
 * that are not white space.
 */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|(?![\t\r\n])\p{Cc}/gu;

/**
 * Returns a name without invisible characters, safe to display: names that look the same are the same text, and none is
 * displayed in another order than it is written.
 */
export function visibleText(text: string): string {
  // Most names are plain ASCII.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(INVISIBLE, '');
}
