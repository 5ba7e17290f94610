/** Letters whose base form cannot be had by removing accents, as ICAO 9303-3 §6 and CLDR Latin-ASCII write them; lower case. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ð: 'd',
  đ: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ȷ: 'j',
  ĸ: 'q',
  ŋ: 'n',
  ŉ: 'n',
  ŧ: 't',
  ə: 'e',
  ǝ: 'e',
  ĳ: 'ij',
  ŀ: 'l',
  ſ: 's',
  ƒ: 'f',
  ɓ: 'b',
  ɗ: 'd',
  ƙ: 'k',
  ǥ: 'g',
  ɨ: 'i',
  ɵ: 'o',
  ʉ: 'u',
  ɣ: 'g',
  ɛ: 'e',
  ɔ: 'o',
  ʋ: 'v',
  ƶ: 'z',
  ƴ: 'y',
};
const SPECIAL_LETTER = new RegExp(`[${Object.keys(PLAIN_LETTERS).join('')}]`, 'gu');
/** Apostrophes and characters written for one. */
const APOSTROPHES = /['`´‘’‚‛′ʹʻʼʽʾʿˈ＇]/gu;
const DASHES = /[\p{Pd}−⁃]/gu;

/**
 * Returns text as searches compare it: without case, accents, apostrophes and invisible characters, letters as ICAO 9303-3 §6
 * writes them, every dash a hyphen. So "muller" finds "Müller", "naess" "Næss" and "yildiz" "Yıldız".
 */
export function fold(text: string): string {
  // Most text is ASCII, and full folding costs ten times as much.
  if (/^[\p{ASCII}]*$/u.test(text)) return text.toLowerCase().replaceAll("'", '').replaceAll('`', '');
  return (
    text
      .normalize('NFKD')
      .replace(/[\p{M}\p{Cf}]/gu, '')
      .toLowerCase()
      // Lower-casing İ leaves a combining dot.
      .replace(/\p{M}/gu, '')
      .replace(SPECIAL_LETTER, (letter) => PLAIN_LETTERS[letter] ?? letter)
      .replace(APOSTROPHES, '')
      .replace(DASHES, '-')
  );
}

/** Letters that German and the Nordic languages also write as two: Müller is Mueller, Åse is Aase (ICAO 9303-3 §6). */
const TWO_LETTERS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/** Returns folded text to search in: as {@link fold} returns it and, if different, also with ä as ae and so on. */
export function foldForSearch(text: string): string {
  if (/^[\p{ASCII}]*$/u.test(text)) return fold(text);
  const composed = text.normalize('NFC').toLowerCase();
  return /[äöüåø]/u.test(composed)
    ? `${fold(text)}\n${fold(composed.replace(/[äöüåø]/gu, (letter) => TWO_LETTERS[letter] ?? letter))}`
    : fold(text);
}

/** Returns the words of a query, folded. */
export function foldedWords(query: string): readonly string[] {
  return fold(query).split(/\s+/).filter(Boolean);
}
