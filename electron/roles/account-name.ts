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
 * Whether two names are certainly one account: written in the same form, with the same domain and name, without regard to
 * case. A bare name is never taken for an account of a domain, nor `EXAMPLE\jan` for `jan@example.org`: which domain the one
 * stands for, and whether the other is its user principal name, only a directory could say.
 */
export function isSameAccount(one: string, other: string): boolean {
  const [a, b] = [accountName(one), accountName(other)];
  return a.form === b.form && a.domain === b.domain && a.name === b.name;
}

/**
 * Whether two names may be one person's: the same name, whatever is said of the domain. For telling a second person from
 * the first, where the mistake must fall on the other side.
 */
export function mayBeSamePerson(one: string, other: string): boolean {
  return accountName(one).name === accountName(other).name;
}
