import type { SettingFormat } from '../../shared/settings-draft.js';

/** For each text format: the problem if a value does not match, and its remedy. */
export const settingFormatWords: Readonly<Record<SettingFormat, { readonly problem: string; readonly remedy: string }>> = {
  url: { problem: 'is no address', remedy: 'Write the whole address, e.g. https://cm.example.org' },
  'server-url-letters': asIs(
    'Write letters without accents, digits, dots and hyphens alone, without spaces, tabs, line breaks, % or \\; an international name as xn--…',
    'has letters that an address must not have',
  ),
  'server-url-user': asIs('Leave out everything before the @: the station asks who signs in', 'has a user name or a password in it'),
  'server-url-path': asIs('Write the host alone, e.g. https://cm.example.org, and the path into server.prefix', 'has a path'),
  'server-url-query': asIs('Leave out the ? and what follows it', 'has a query'),
  'server-url-fragment': asIs('Leave out the # and what follows it', 'has a fragment'),
  'server-url': asIs('must begin with https:// (http:// only for this machine itself)', 'is not allowed'),
  // Two slashes would make the first path segment a host (RFC 3986 §4.2).
  prefix: asIs('Begin it with / and no more than one, and write letters without accents, digits, hyphens, dots and underscores in between'),
  path: asIs('Write each backslash twice: C:\\\\folder\\\\file.csv'),
  'whole-path': asIs('Write the whole path, from the drive or from / on', 'is no whole path'),
  host: asIs('must be the name of one host; wildcards are not taken'),
  'host-and-port': asIs('must be the name of one host, with :PORT where it is not 443; wildcards are not taken'),
  'directory-url': asIs('must be ldaps://HOST or ldap://HOST, with a port where it is not the usual one'),
  attribute: asIs('must be the name of an attribute: letters, digits and hyphens'),
  'pin-hash': asIs('must be what card-desk --hash-pin prints'),
  'announcement-address': asIs('Write https://HOST/PATH/FILE, without a user name, ? or #, or the whole path of a file'),
  'https-address': asIs('Write https://HOST/PATH in small letters, without a user name, ?, # or a / at the end'),
  identifier: asIs('Write it as it is registered: letters, digits and signs, without spaces'),
  scope: asIs('Write scopes with one space in between; openid is one of them'),
  'public-key': asIs('must be an Ed25519 public key, as openssl pkey -pubout prints it'),
};

/** Returns the message with which a schema check names the unmet format. Any other check's message is shown as it is, in English. */
export function mustBe(format: SettingFormat): { readonly message: string } {
  return { message: `${MARK}${format}` };
}

/** Returns the format in a message of {@link mustBe}; undefined for other messages. */
export function formatIn(message: string): SettingFormat | undefined {
  return Object.keys(settingFormatWords).find((name): name is SettingFormat => message === `${MARK}${name}`);
}

const MARK = 'format: ';

function asIs(remedy: string, problem = 'is not written as it must be') {
  return { problem, remedy };
}
