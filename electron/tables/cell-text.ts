/** Scripts in which a joiner or non-joiner changes how a word is written, so that it belongs to the text. */
const JOINING_SCRIPT =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Oriya}]/u;

/**
 * Returns the text of a cell without what cannot be seen: white space around it, direction marks, soft hyphens, byte
 * order marks and other format characters (Unicode general category Cf). A copied id with such a mark looks right and
 * matches nothing.
 */
export function cellText(raw: string): string {
  const visible = /\p{Cf}/u.test(raw) ? raw.replace(JOINING_SCRIPT.test(raw) ? /[^\P{Cf}\u200c\u200d]/gu : /\p{Cf}/gu, '') : raw;
  return visible.trim();
}
