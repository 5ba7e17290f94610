/**
 * An account name: `DOMAIN\name` (Windows' down-level logon name), `name@domain` (a user principal name or Kerberos principal),
 * or a bare name without a domain.
 */
export interface AccountName {
  readonly form: 'down-level' | 'principal' | 'bare';
  /** Lower case; empty for a bare name. */
  readonly domain: string;
  /** Lower case. */
  readonly name: string;
}

/** Parses an account name. As in Windows, a backslash takes precedence over `@`. With several `@`, the last one separates the domain. */
export function accountName(text: string): AccountName {
  const plain = text.normalize('NFC').trim().toLowerCase();
  const slash = plain.indexOf('\\');
  // `.\name` is an account of the local machine, so it is neither a bare name nor in any named domain.
  if (slash >= 0) return { form: 'down-level', domain: plain.slice(0, slash), name: plain.slice(slash + 1) };
  const at = plain.lastIndexOf('@');
  return at <= 0 || at === plain.length - 1
    ? { form: 'bare', domain: '', name: plain }
    : { form: 'principal', domain: plain.slice(at + 1), name: plain.slice(0, at) };
}

/**
 * Returns the name without its domain, as written, in Unicode's composed form (NFC), for searching a directory. Directories
 * fold case in their own way: the lower case of `İlker` may not match there.
 */
export function writtenName(text: string): string {
  const { form } = accountName(text);
  const plain = text.normalize('NFC').trim();
  if (form === 'bare') return plain;
  return form === 'down-level' ? plain.slice(plain.indexOf('\\') + 1) : plain.slice(0, plain.lastIndexOf('@'));
}

/**
 * Characters that no account name contains: those Active Directory forbids in `sAMAccountName`, and invisible ones. HTTP Basic
 * ends the name at the first `:` (RFC 7617 §2), so server and station would read two different names.
 */
const FORBIDDEN = /[":/[\]|=,+*?<>;\p{C}\p{Zl}\p{Zp}]/u;

/**
 * Returns what makes a text invalid as an account name: the character (`U+…` if it is invisible) or a misplaced separator; null
 * if it is valid. Used for every name that a person types or an administrator configures.
 */
export function accountNameFault(text: string): string | null {
  const [letter] = FORBIDDEN.exec(text) ?? [];
  if (letter !== undefined)
    return /[!-~]/.test(letter) ? letter : `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const parts = text.trim().split('\\');
  if (parts.length > 2 || parts.some((part) => part.trim() === '')) return '\\';
  return /^\s*@|@\s*$/.test(parts.at(-1) ?? '') ? '@' : null;
}

/** Letters with a mark, and ligatures, that NFKD does not decompose. */
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
 * Returns a name in the form a directory compares: case, accents, width and kana type are ignored, as in Active Directory
 * (MS-ADTS §3.1.1.2.2.4, NORM_IGNORECASE, NONSPACE, WIDTH and KANATYPE), and so are spaces around it and trailing dots.
 */
function folded(text: string): string {
  return (
    text
      .normalize('NFKD')
      .replaceAll(/[\p{M}\p{Cf}]/gu, '')
      // Upper case first, because it expands ß and the like.
      .toUpperCase()
      .toLowerCase()
      .replaceAll(/[øłđħŧıςðþæœ]/g, (letter) => LETTERS[letter] ?? letter)
      .replaceAll(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
      .replaceAll(/^\s+|[\s.]+$/g, '')
  );
}

/**
 * Returns whether two names certainly mean one account: same form, domain and name, as a directory compares them. A bare name
 * never matches a name with a domain, and `EXAMPLE\jan` never matches `jan@example.org`: only a directory knows whether they
 * are the same.
 */
export function isSameAccount(one: string, other: string): boolean {
  const [a, b] = [accountName(one), accountName(other)];
  return a.form === b.form && folded(a.domain) === folded(b.domain) && folded(a.name) === folded(b.name);
}

/**
 * Returns whether two names may belong to the same person: the same name in any domain or form. Used to reject a second person
 * who may be the first, so it errs towards true.
 */
export function mayBeSamePerson(one: string, other: string): boolean {
  const names = possibleNames(other);
  return possibleNames(one).some((name) => names.includes(name));
}

/** Returns the name with and without parts that may be a domain: `EXAMPLE\jan@example.org` is a Kerberos enterprise name. */
function possibleNames(text: string): readonly string[] {
  const { name } = accountName(text);
  const whole = name.slice(name.lastIndexOf('\\') + 1);
  return [whole, whole.replace(/@.*$/, ''), whole.replace(/@[^@]*$/, '')].map(folded).filter((one) => one !== '');
}
