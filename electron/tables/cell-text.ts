/** Scripts in which a joiner or non-joiner changes the spelling, so that it is part of the text. */
const JOINING_SCRIPT =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Oriya}]/u;

/**
 * Returns the text of a cell without invisible characters: surrounding white space, direction marks, soft hyphens, byte order
 * marks and other format characters (Unicode category Cf). A copied id with such a character looks right but matches nothing.
 */
export function cellText(raw: string): string {
  const visible = /\p{Cf}/u.test(raw) ? raw.replace(JOINING_SCRIPT.test(raw) ? /[^\P{Cf}\u200c\u200d]/gu : /\p{Cf}/gu, '') : raw;
  return visible.trim();
}
