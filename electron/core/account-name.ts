/**
 * An account's name as it is written: `DOMAIN\name` (Windows' down-level logon name), `name@domain` (a user principal name,
 * or a Kerberos principal), or a bare name, which says nothing of where the account is.
 */
export interface AccountName {
  readonly form: 'down-level' | 'principal' | 'bare';
  /** Lower case; empty for a bare name. */
  readonly domain: string;
  /** Lower case. */
  readonly name: string;
}

/** Takes a name apart. A backslash counts before an `@`, as Windows has it; of several `@` the last one. */
export function accountName(text: string): AccountName {
  const plain = text.normalize('NFC').trim().toLowerCase();
  const slash = plain.indexOf('\\');
  // `.\name` is an account of whichever machine looks at it: no bare name, and of no domain but its own.
  if (slash >= 0) return { form: 'down-level', domain: plain.slice(0, slash), name: plain.slice(slash + 1) };
  const at = plain.lastIndexOf('@');
  return at <= 0 || at === plain.length - 1
    ? { form: 'bare', domain: '', name: plain }
    : { form: 'principal', domain: plain.slice(at + 1), name: plain.slice(0, at) };
}

/**
 * Returns the name without its domain as it was written, in Unicode's composed form (NFC): what a directory is asked for. It
 * folds case its own way, and the lower case of `İlker` is not one of its names.
 */
export function writtenName(text: string): string {
  const { form } = accountName(text);
  const plain = text.normalize('NFC').trim();
  if (form === 'bare') return plain;
  return form === 'down-level' ? plain.slice(plain.indexOf('\\') + 1) : plain.slice(0, plain.lastIndexOf('@'));
}

/**
 * Letters that no account name has: those Active Directory refuses in `sAMAccountName`, and all that is not seen. At the
 * first `:` Basic ends the name (RFC 7617 §2), so that server and station would see two people in one.
 */
const FORBIDDEN = /[":/[\]|=,+*?<>;\p{C}\p{Zl}\p{Zp}]/u;

/**
 * Returns what a name has that no account's has: the letter, as `U+…` where it is not seen, or the separator that stands
 * where none may; null where it can be an account's. For every name that somebody types or an administrator writes.
 */
export function accountNameFault(text: string): string | null {
  const [letter] = FORBIDDEN.exec(text) ?? [];
  if (letter !== undefined)
    return /[!-~]/.test(letter) ? letter : `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const parts = text.trim().split('\\');
  if (parts.length > 2 || parts.some((part) => part.trim() === '')) return '\\';
  return /^\s*@|@\s*$/.test(parts.at(-1) ?? '') ? '@' : null;
}

/** Letters that are another with a mark, or two in one, and do not come apart by themselves (NFKD). */
const LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ς: 'σ',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
};

/**
 * Returns a name as a directory compares it: without regard to case, accents, width and kind of kana, as Active Directory
 * does (MS-ADTS §3.1.1.2.2.4, NORM_IGNORECASE, NONSPACE, WIDTH and KANATYPE), nor to blanks and dots at its ends.
 */
function folded(text: string): string {
  return (
    text
      .normalize('NFKD')
      .replaceAll(/[\p{M}\p{Cf}]/gu, '')
      // Upper case first: it takes ß and its like apart.
      .toUpperCase()
      .toLowerCase()
      .replaceAll(/[øłđħŧıςðþæœ]/g, (letter) => LETTERS[letter] ?? letter)
      .replaceAll(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
      .replaceAll(/^\s+|[\s.]+$/g, '')
  );
}

/**
 * Whether two names are certainly one account: written in the same form, with the same domain and name, as a directory
 * compares them. A bare name is never taken for an account of a domain, nor `EXAMPLE\jan` for `jan@example.org`: which
 * domain the one stands for, and whether the other is its user principal name, only a directory could say.
 */
export function isSameAccount(one: string, other: string): boolean {
  const [a, b] = [accountName(one), accountName(other)];
  return a.form === b.form && folded(a.domain) === folded(b.domain) && folded(a.name) === folded(b.name);
}

/**
 * Whether two names may be one person's: the same name, whatever is said of the domain, before or behind it. For telling a
 * second person from the first, where the mistake must fall on the other side.
 */
export function mayBeSamePerson(one: string, other: string): boolean {
  const names = possibleNames(other);
  return possibleNames(one).some((name) => names.includes(name));
}

/** A name alone, with and without what could be its domain too: `EXAMPLE\jan@example.org`, an enterprise name of Kerberos. */
function possibleNames(text: string): readonly string[] {
  const { name } = accountName(text);
  const whole = name.slice(name.lastIndexOf('\\') + 1);
  return [whole, whole.replace(/@.*$/, ''), whole.replace(/@[^@]*$/, '')].map(folded).filter((one) => one !== '');
}
