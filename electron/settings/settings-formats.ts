import type { SettingFormat } from '../../shared/settings-draft.js';

/** For each text format: the problem if a value does not match, and its remedy. */
export const settingFormatTexts: Readonly<Record<SettingFormat, { readonly problem: string; readonly remedy: string }>> = {
  url: { problem: 'is not a complete address', remedy: 'Enter the complete address, e.g. https://cm.example.org' },
  'server-url-letters': format(
    'Use only unaccented letters, digits, dots and hyphens; write an international name as xn--…',
    'has characters that are not allowed in an address',
  ),
  'server-url-user': format('Remove everything before the @. The station asks who signs in', 'contains a user name or a password'),
  'server-url-path': format('Enter only the host, e.g. https://cm.example.org, and put the path into server.prefix', 'contains a path'),
  'server-url-query': format('Remove the ? and everything after it', 'contains a query'),
  'server-url-fragment': format('Remove the # and everything after it', 'contains a fragment'),
  'server-url': format('Start it with https://, or with http:// for this computer only', 'is not allowed'),
  // Two slashes would make the first path segment a host (RFC 3986 §4.2).
  prefix: format('Start it with exactly one /, and use only unaccented letters, digits, hyphens, dots and underscores'),
  path: format('Write each backslash twice: C:\\\\folder\\\\file.csv'),
  'whole-path': format('Enter the full path, starting with the drive or with /', 'is not a full path'),
  host: format('Enter the name of one host, without wildcards'),
  'host-and-port': format('Enter the name of one host without wildcards, with :PORT unless it is 443'),
  'directory-url': format('Enter ldaps://HOST or ldap://HOST, with a port unless it is the default'),
  attribute: format('Enter the name of an attribute: letters, digits and hyphens'),
  'pin-hash': format('Enter the output of card-desk --hash-pin'),
  'announcement-address': format('Enter https://HOST/PATH/FILE without a user name, ? or #, or the full path of a file'),
  'https-address': format('Enter https://HOST/PATH in lower case, without a user name, ?, # or a final /'),
  identifier: format('Enter it as registered: letters, digits and symbols, without spaces'),
  scope: format('Separate scopes with one space, and include openid'),
  'public-key': format('Enter an Ed25519 public key as printed by openssl pkey -pubout'),
};

/** Returns the message with which a schema check names the unmet format. Any other check's message is shown as it is, in English. */
export function mustBe(format: SettingFormat): { readonly message: string } {
  return { message: `${MARK}${format}` };
}

/** Returns the format in a message of {@link mustBe}; undefined for other messages. */
export function formatIn(message: string): SettingFormat | undefined {
  return Object.keys(settingFormatTexts).find((name): name is SettingFormat => message === `${MARK}${name}`);
}

const MARK = 'format: ';

function format(remedy: string, problem = 'has the wrong format') {
  return { problem, remedy };
}
