/**
 * Characters that are drawn as nothing or turn the order of what stands around them: soft hyphens, marks and overrides of
 * direction (U+200E, U+200F, U+202A–202E, U+2066–2069), zero-width spaces and joiners, byte order marks, tags; and control
 * characters that are no white space.
 */
const INVISIBLE = /\u200d|\u17b4|\u17b5|[\u180b-\u180d]|[\u00ad\u061c\u115f\u1160\u180e\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e007f}]|(?![\t\r\n])\p{Cc}/gu;

/**
 * Returns a name as a person may be shown it, without invisible characters: two names that look the same to the operator
 * are the same text, and none is drawn in another order than it is written.
 */
export function visibleText(text: string): string {
  // Most names are plain.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(INVISIBLE, '');
}
