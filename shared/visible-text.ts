/**
 * Characters that are drawn as nothing or turn the order of what stands around them: soft hyphens, marks and overrides of
 * direction (U+200E, U+200F, U+202A–202E, U+2066–2069), zero-width spaces and joiners, byte order marks, tags; and control
 * characters that are no white space.
 */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|(?![\t\r\n])\p{Cc}/gu;

/**
 * Returns a name as a person may be shown it, without invisible characters: two names that look the same to the operator
 * are the same text, and none is drawn in another order than it is written.
 */
export function visibleText(text: string): string {
  // Most names are plain.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(INVISIBLE, '');
}
