import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apiAddress, applicationPath, serverUrlFault, signInAddress } from './address.js';

const server = 'https://cm.example.org';

it.each([
  'https://cm.example.org',
  'https://cm.example.org/',
  'https://CM.example.org:8443',
  'https://cm',
  'http://localhost:8080',
  'http://127.0.0.1',
  'https://[fd17::1]',
  'https://10.1.2.3',
  'https://xn--cm-fka.example.org',
])("accepts %s as a server's address", (text) => {
  expect(serverUrlFault(text)).toBeNull();
});

it.each([
  ['https://gateway.example.org/mim/', 'server-url-path'],
  ['https://cm.example.org//', 'server-url-path'],
  ['https://svc:secret@cm.example.org/', 'server-url-user'],
  ['https://cm.example.org@evil.example.org', 'server-url-user'],
  ['https://@cm.example.org', 'server-url-user'],
  ['https://cm.example.org?x', 'server-url-query'],
  ['https://cm.example.org/?x=/', 'server-url-query'],
  ['https://cm.example.org#x', 'server-url-fragment'],
  ['https://cm.example.org/#', 'server-url-fragment'],
  ['https://cm.example.org/?', 'server-url-query'],
  ['https://cm.exam\tple.org', 'server-url-letters'],
  ['https://cm.example.org\n', 'server-url-letters'],
  [' https://cm.example.org', 'server-url-letters'],
  ['https:\\\\cm.example.org', 'server-url-letters'],
  ['https://cm.example.org\\@evil.example.org', 'server-url-letters'],
  ['https://cm%2eexample.org', 'server-url-letters'],
  ['https://cm.ex\u0430mple.org', 'server-url-letters'],
  ['https://\uff43\uff4d.example.org', 'server-url-letters'],
  ['https://0x0a.1', 'server-url-letters'],
  ['https:cm.example.org', 'url'],
  ['https:///cm.example.org', 'url'],
  ['https://cm.example.org:99999', 'url'],
  ['cm.example.org', 'url'],
  ['http://cm.example.org', 'server-url'],
  ['ftp://cm.example.org', 'server-url'],
])('rejects %j: %s', (text, fault) => {
  expect(serverUrlFault(text)).toBe(fault);
});

it("composes the API's addresses", () => {
  expect(apiAddress(server)).toBe('https://cm.example.org/CertificateManagement/api/v1.0/');
  expect(apiAddress(`${server}/`, '/a/b/')).toBe('https://cm.example.org/a/b/api/v1.0/');
  expect(apiAddress(server, '/')).toBe('https://cm.example.org/api/v1.0/');
  expect(signInAddress({ url: server, prefix: '/CM' })).toBe('https://cm.example.org/CM/api/v1.0/profiletemplates');
});

/** Ways to lead a path to another host, or elsewhere on this one. */
const tricks = [
  ...['\t', '\n', '\r', '\r\n', '\0', '\u00a0', '\u3000', '\uff0f', '\u2044'].flatMap((letter) => [
    `/${letter}/evil.example.org/x`,
    `/${letter}\\evil.example.org`,
    `${letter}//evil.example.org`,
    `/CM${letter}`,
  ]),
  ...[
    '//evil.example.org/CM',
    '/\\evil.example.org/CM',
    '\\\\evil.example.org',
    '/@evil.example.org',
    '@evil.example.org/',
    '.evil.example.org/',
    ':443@evil.example.org/',
    '/CM/../../x',
    '/%2e%2e/x',
    '/CM?x=',
    '/CM#',
    '/%2f/evil',
    'https://evil.example.org',
    'CM',
    '',
    '/CM//x',
    '/./CM',
    '/C M',
    '/Z\u00fcrich',
  ],
];

it.each(tricks.map((prefix) => [prefix]))('rejects the path %j, and composes no address on another host', (prefix) => {
  expect(applicationPath.test(prefix)).toBe(false);
  let address = `${server}/`;
  try {
    address = apiAddress(server, prefix);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
  }
  expect(new URL(address).origin).toBe(server);
});

it('composes an address on the written host or not at all, whatever the path', () => {
  const letters = fc.constantFrom(
    '/',
    '\\',
    '@',
    ':',
    '.',
    '?',
    '#',
    '%',
    '\t',
    '\n',
    '\r',
    'e',
    '2f',
    'evil.example.org',
    'CM',
    ' ',
    '\u3002',
    '\uff0f',
    ';',
    '[',
    ']',
  );
  fc.assert(
    fc.property(
      fc.array(letters, { maxLength: 8 }).map((parts) => parts.join('')),
      (prefix) => {
        if (applicationPath.test(prefix)) expect(apiAddress(server, prefix).startsWith(`${server}/`)).toBe(true);
        try {
          expect(new URL(apiAddress(server, prefix)).origin).toBe(server);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      },
    ),
    { numRuns: 5_000, seed: 23 },
  );
});
