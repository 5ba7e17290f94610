import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { entriesOf } from '../../e2e/directory-entries.js';
import { baseDn, hasIpv6, hasSlapd, reader, startSlapd, type Slapd } from '../../e2e/slapd.js';
import { testAuthority } from '../cm/test-certificate.js';
import { nodeTrust } from '../cm/authorities.js';
import { createPopulation } from '../training/population.js';
import { defaultNamings, type Naming } from './directory-entries.js';
import { SignInGate } from './sign-in-gate.js';
import { createDirectory, type DirectoryOptions } from './directory.js';

const SIZE = 5_000;
const { people } = createPopulation({ size: SIZE, now: new Date('2026-01-05T08:00:00Z') });
const [noor] = people;
const UNKNOWN = '00000000-0000-4000-8000-000000000001';
const photo = Buffer.from('ffd8ffe000104a46494600ffd9', 'hex');

const ldif = [
  entriesOf(people, (person) => (person === noor ? photo : undefined)),
  // A referral to an unreachable server.
  [
    `dn: ou=elsewhere,${baseDn}`,
    'objectClass: referral',
    'objectClass: extensibleObject',
    'ou: elsewhere',
    'ref: ldap://127.0.0.1:1/ou=elsewhere',
    '',
  ].join('\n'),
].join('\n');

if (!hasSlapd) console.warn('slapd is not installed: the directory is not tested');

describe.skipIf(!hasSlapd)('the directory', () => {
  const authority = testAuthority();
  let slapd: Slapd;
  let options: DirectoryOptions;

  beforeAll(async () => {
    slapd = await startSlapd({ ldif, tls: authority.issue('localhost') });
    options = { url: slapd.ldapUrl, naming: defaultNamings.objectGUID, baseDn, signIn: reader };
  });
  afterAll(() => slapd.stop());

  const someone = () => {
    if (!noor) throw new Error('No people');
    return noor;
  };

  it.each(['objectGUID', 'entryUUID'] as const)('with %s finds all 5,000 people, although it returns at most 150 at once', async (id) => {
    const ids = people.map(({ userId }) => userId);
    const found = await createDirectory({ ...options, naming: defaultNamings[id] }).find([...ids, ...ids, UNKNOWN]);
    if (!found.ok) throw new Error(JSON.stringify(found.error));
    expect(found.value.size).toBe(SIZE);
    for (const person of people) expect(found.value.get(person.userId)).toEqual(person);
  });

  it.each(['objectGUID', 'entryUUID'] as const)('with %s has photos of some people', async (id) => {
    const directory = createDirectory({ ...options, naming: defaultNamings[id] });
    expect(await directory.photo(someone().userId)).toEqual({ ok: true, value: photo });
    expect(await directory.photo(people[1]?.userId ?? '')).toEqual({ ok: true, value: null });
    expect(await directory.photo(UNKNOWN)).toEqual({ ok: true, value: null });
  });

  it('is used over TLS with the organization’s root, from the first byte or by StartTLS', async () => {
    const ids = [someone().userId];
    const trust = () => nodeTrust([authority.certificate], new Date());
    const ldaps = await createDirectory({ ...options, url: slapd.ldapsUrl, trust }).find(ids);
    expect(ldaps.ok && [...ldaps.value.keys()]).toEqual(ids);
    const url = slapd.ldapUrl.replace('127.0.0.1', 'localhost');
    const startTls = await createDirectory({ ...options, url, startTls: true, trust }).find(ids);
    expect(startTls.ok && [...startTls.value.keys()]).toEqual(ids);
  });

  it.each(['18.15.0', process.versions.node])(
    'is used over TLS when only the issuing authority is trusted, by what Node %s supports',
    async (version) => {
      const issuing = authority.below();
      const other = await startSlapd({ ldif: '', tls: issuing.issue('localhost') });
      try {
        const ask = async (trusted: string, change: Partial<DirectoryOptions>): Promise<unknown> => {
          const answer = await createDirectory({ ...options, ...change, trust: () => nodeTrust([trusted], new Date(), version) }).find([
            UNKNOWN,
          ]);
          return answer.ok || answer.error.code;
        };
        for (const change of [{ url: other.ldapsUrl }, { url: other.ldapUrl.replace('127.0.0.1', 'localhost'), startTls: true }]) {
          expect(await ask(issuing.certificate, change)).toBe(true);
          expect(await ask(authority.below().certificate, change)).toBe('failed');
        }
      } finally {
        await other.stop();
      }
    },
  );

  it.each<[string, (given: DirectoryOptions) => DirectoryOptions, object]>([
    ['a server whose root is unknown', (given) => ({ ...given, url: slapd.ldapsUrl }), { code: 'failed' }],
    ['a server that is not trusted with StartTLS', (given) => ({ ...given, startTls: true }), { code: 'failed' }],
    [
      'a server that refuses the password',
      (given) => ({ ...given, signIn: { ...reader, password: 'wrong' } }),
      { code: 'sign-in-refused' },
    ],
    ['a server that does not answer without signing in', (given) => ({ ...given, signIn: null }), { code: 'failed' }],
    ['a server without the search base', (given) => ({ ...given, baseDn: 'dc=nowhere' }), { code: 'base-unknown' }],
    ['a server that would get a password in plain text', (given) => ({ ...given, url: 'ldap://directory.example' }), { code: 'insecure' }],
    ['a server that does not exist', (given) => ({ ...given, url: 'ldap://127.0.0.1:1' }), { code: 'failed' }],
  ])('reports an error, never an empty answer: %s', async (_, change, expected) => {
    expect(await createDirectory(change(options)).find([someone().userId])).toMatchObject({ ok: false, error: expected });
  });

  it.each<[string, Partial<Naming>]>([
    ['small letters', { name: ['displayname'], account: ['samaccountname'], employeeId: ['employeeid'], photo: ['thumbnailphoto'] }],
    [
      'capitals',
      {
        name: ['DISPLAYNAME'],
        account: ['SAMACCOUNTNAME'],
        department: ['DEPARTMENT'],
        employeeId: ['EMPLOYEEID'],
        photo: ['THUMBNAILPHOTO'],
      },
    ],
    [
      'mixed case',
      {
        name: ['DisplayName'],
        account: ['SamAccountName'],
        department: ['Department'],
        employeeId: ['EmployeeId'],
        photo: ['ThumbnailPhoto'],
      },
    ],
    ['the long names of the schema', { name: ['commonName'], account: ['userid'] }],
    ['several names, the first of which has no value', { name: ['TITLE', 'CN'], photo: ['JPEGPHOTO'] }],
  ])('gives the same people and photos with attributes named in %s', async (_what, change) => {
    for (const id of ['objectGUID', 'entryUUID'] as const) {
      const directory = createDirectory({ ...options, naming: { ...defaultNamings[id], ...change } });
      const ids = [someone().userId];
      expect(await directory.find(ids)).toEqual({ ok: true, value: new Map([[someone().userId, someone()]]) });
      expect(await directory.photo(someone().userId)).toEqual({ ok: true, value: photo });
    }
  });

  it.each(['127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])])(
    'at the address %s is used over TLS if its certificate is for the address, without a name',
    async (host) => {
      const address = host.replace(/[[\]]/g, '');
      const reached = async (certifiedFor: string): Promise<unknown[]> => {
        const other = await startSlapd({ ldif: '', tls: authority.issue(certifiedFor) });
        try {
          const ask = async (url: string): Promise<unknown> => {
            const given = {
              ...options,
              url: url.replace(/localhost|127\.0\.0\.1/, host),
              startTls: true,
              trust: () => nodeTrust([authority.certificate], new Date()),
            };
            const answer = await createDirectory(given).find([UNKNOWN]);
            return answer.ok || answer.error.detail;
          };
          return [await ask(other.ldapsUrl), await ask(other.ldapUrl)];
        } finally {
          await other.stop();
        }
      };
      expect(await reached(address)).toEqual([true, true]);
      for (const wrong of ['localhost', address === '::1' ? '127.0.0.1' : '127.0.0.2']) {
        expect(await reached(wrong)).toEqual([
          expect.stringContaining(`IP: ${address} is not in the cert's list`),
          expect.stringContaining(`IP: ${address} is not in the cert's list`),
        ]);
      }
    },
  );

  it("is asked no more through a shared gate after it refused the station's password", async () => {
    const gate = new SignInGate(() => 0);
    const shared = { ...options, gate, signIn: { ...reader, password: 'old' } };
    const [found, pictured] = await Promise.all([createDirectory(shared).find([UNKNOWN]), createDirectory(shared).photo(UNKNOWN)]);
    expect([found, pictured]).toMatchObject([{ error: { code: 'sign-in-refused' } }, { error: { code: 'sign-in-refused' } }]);
    // The directory is not asked again: the address has no server.
    expect(await createDirectory({ ...shared, url: 'ldap://127.0.0.1:1' }).find([UNKNOWN])).toEqual(found);
  });

  it('is abandoned when it never answers', async () => {
    const mute = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = z.object({ port: z.int() }).parse(mute.address());
    const url = `ldap://127.0.0.1:${String(port)}`;
    const answer = await createDirectory({ ...options, url, answerLimitMs: 200 }).find([someone().userId]);
    expect(answer).toMatchObject({ ok: false, error: { code: 'failed' } });
    mute.close();
  });
});
