import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Identity } from '../../shared/sign-in.js';
import { principalOf, systemIdentity } from './system-identity.js';

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const text = (value: string): Buffer => Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(value)]);
const principal = (realm: string, ...components: string[]): Buffer => named(1, realm, ...components);
const named = (type: number, realm: string, ...components: string[]): Buffer =>
  Buffer.concat([number(type), number(components.length), text(realm), ...components.map(text)]);
/** A version 4 cache with MIT Kerberos' time offset as its header. */
const cache = Buffer.concat([Buffer.from('0504000c00010008ffffffff00000000', 'hex'), principal('DESK.EXAMPLE', 'noor')]);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickets-'));
  await writeFile(join(folder, 'cache'), cache);
});
afterAll(() => rm(folder, { recursive: true }));

it('reads the principal of a cache', () => {
  expect(principalOf(cache)).toBe('noor@DESK.EXAMPLE');
  expect(principalOf(Buffer.concat([Buffer.from('0503', 'hex'), principal('DESK.EXAMPLE', 'host', 'desk-07.example')]))).toBe(
    'host/desk-07.example@DESK.EXAMPLE',
  );
});

it.each([
  ['an alternate principal name', 10, ['noor.v@badge.example'], 'noor.v@badge.example'],
  ['the usual name, requested as an enterprise name', 10, ['noor@DESK.EXAMPLE'], 'noor@DESK.EXAMPLE'],
  ['an enterprise name with a domain that is not the realm', 10, ['noor@DESK'], 'noor@DESK'],
  ['an enterprise name without a suffix', 10, ['noor'], 'noor@DESK.EXAMPLE'],
  ['an enterprise name that the client wrote as a plain one', 1, ['noor@DESK.EXAMPLE'], 'noor@DESK.EXAMPLE'],
  ['a service', 3, ['HTTP', 'a@b'], 'HTTP/a@b@DESK.EXAMPLE'],
  ['an unrelated type of name', 2, ['a@b'], 'a@b@DESK.EXAMPLE'],
])('reads the name type: %s', (_what, type, components, expected) => {
  expect(principalOf(Buffer.concat([Buffer.from('0503', 'hex'), named(type, 'DESK.EXAMPLE', ...components)]))).toBe(expected);
});

it('rejects anything else as a cache, however truncated', () => {
  for (let length = 0; length < cache.length; length += 1) expect(principalOf(cache.subarray(0, length))).toBeNull();
  expect(principalOf(Buffer.from('0501'))).toBeNull();
  expect(principalOf(Buffer.from('05040000000000010000000000000000', 'hex'))).toBeNull();
  expect(principalOf(Buffer.from('0504000000000001ffffffff00000000', 'hex'))).toBeNull();
});

const linux = { platform: 'linux', uid: 1000, account: 'desk' } as const;

it('names the account by its ticket, if it has one', async () => {
  // A drive letter would be taken for a cache type.
  const bare = process.platform === 'win32' ? [] : [join(folder, 'cache')];
  for (const name of [...bare, `FILE:${join(folder, 'cache')}`]) {
    expect(await systemIdentity({ ...linux, env: { KRB5CCNAME: name } })).toEqual({ name: 'noor@DESK.EXAMPLE', source: 'ticket' });
  }
  for (const name of [join(folder, 'none'), 'KEYRING:persistent:1000', `FILE:${folder}`]) {
    expect(await systemIdentity({ ...linux, env: { KRB5CCNAME: name } })).toEqual({ name: 'desk', source: 'account' });
  }
});

it('names a Windows account by its token, whatever the environment', async () => {
  const env = { USERDOMAIN: 'EXAMPLE', COMPUTERNAME: 'DESK-07', USERNAME: 'administrator' };
  const windows = (domain: string): Promise<Identity> =>
    systemIdentity({
      ...{ platform: 'win32', uid: undefined, account: 'noor', env },
      askWindows: (program) => Promise.resolve(program === 'whoami.exe' ? `"${domain}\\noor","S-1-5-21-1-2-3-1104"` : 'DESK-07'),
    });
  expect(await windows('example')).toEqual({ name: 'EXAMPLE\\noor', source: 'ticket' });
  expect(await windows('desk-07')).toEqual({ name: 'noor', source: 'account' });
});
