/** Text as it is compared in a search: without accents and case, so that "muller" finds "Müller". */
export function fold(text: string): string {
  // Most text is plain, and taking it apart costs ten times as much.
  if (/^[\p{ASCII}]*$/u.test(text)) return text.toLowerCase();
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('Ø', 'O')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .toLowerCase();
}

/** The words of a query, folded. */
export function foldedWords(query: string): readonly string[] {
  return fold(query).split(/\s+/).filter(Boolean);
}
