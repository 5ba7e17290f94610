import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';
import * as z from 'zod';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testAuthority, type TestAuthority } from './test-certificate.js';
import { nodeTrust, readAuthorities } from './authorities.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authorities-'));
  file = join(folder, 'ca.pem');
});
afterEach(() => rm(folder, { recursive: true }));

describe('a file of authorities', () => {
  it('may hold several certificates with text between', async () => {
    const [one, other] = [testAuthority().certificate.trim(), testAuthority().certificate.trim()];
    await writeFile(file, `Our root\r\n${one}\n\nAnd the old one\n${other}\n`);
    expect(await readAuthorities(file)).toEqual([one, other]);
  });

  it.each<[string, string | null, RegExp]>([
    ['does not exist', null, /ENOENT/],
    ['is empty', '', /contains no PEM certificate/],
    ['contains something else', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /Certificate 1 .* is not an authority’s/],
    ['contains a server’s certificate', testAuthority().issue('cm.example').certificate, /is not an authority’s/],
  ])('is refused: %s', async (_, text, problem) => {
    if (text !== null) await writeFile(file, text);
    await expect(readAuthorities(file)).rejects.toThrow(problem);
  });
});

it('Node trusts its own roots and the given issuers', () => {
  const given = testAuthority().certificate;
  const newer = nodeTrust([given], new Date(), '24.0.0');
  expect(newer.ca).toEqual(expect.arrayContaining([given, tls.rootCertificates[0]]));
  expect(newer.allowPartialTrustChain).toBe(true);
  const older = nodeTrust([given], new Date(), '18.15.0');
  expect(older.ca).toEqual(expect.arrayContaining([tls.rootCertificates[0]]));
  expect(older.ca.at(-1)).toMatch(/^-----BEGIN TRUSTED CERTIFICATE-----/);
  expect(older.allowPartialTrustChain).toBe(false);
});

describe.each(['18.15.0', process.versions.node])('a server below an issuing authority, by what Node %s supports', (version) => {
  const root = testAuthority();
  const issuing = root.below();
  const past = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T00:00:00Z') };
  const clientAuthentication = ['2b06010505070302'];

  const ask = async (
    authority: TestAuthority,
    trusted: string,
    { sent = [], name = 'localhost' }: { sent?: string[]; name?: string } = {},
  ): Promise<string> => {
    const { certificate, key } = authority.issue('localhost');
    const server = tls.createServer({ cert: [certificate, ...sent].join('\n'), key }, (socket) => socket.end()).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const { port } = z.object({ port: z.int() }).parse(server.address());
      const { ca, ...trust } = nodeTrust([trusted], new Date(), version);
      const socket = tls.connect({ port, host: '127.0.0.1', servername: name, rejectUnauthorized: true, ca: [...ca], ...trust });
      return await once(socket, 'secureConnect')
        .then(
          () => 'trusted',
          (error: unknown) => z.object({ code: z.string() }).parse(error).code,
        )
        .finally(() => socket.destroy());
    } finally {
      server.close();
    }
  };

  it('is trusted through its issuing authority or its root, sent along or not', async () => {
    expect(await ask(issuing, issuing.certificate)).toBe('trusted');
    expect(await ask(issuing, issuing.certificate, { sent: [issuing.certificate] })).toBe('trusted');
    expect(await ask(issuing, issuing.certificate, { sent: [issuing.certificate, root.certificate] })).toBe('trusted');
    expect(await ask(issuing, root.certificate, { sent: [issuing.certificate] })).toBe('trusted');
  });

  it('is not trusted through another authority, for another name, after expiry, or for other purposes', async () => {
    expect(await ask(issuing, root.certificate)).toMatch(/^UNABLE_TO/);
    expect(await ask(issuing, root.below().certificate, { sent: [issuing.certificate] })).toMatch(/^UNABLE_TO/);
    expect(await ask(issuing, issuing.certificate, { name: 'other.example' })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    const expired = root.below({ validity: past });
    expect(await ask(expired, expired.certificate)).toMatch(/^(?:CERT_HAS_EXPIRED|UNABLE_TO)/);
    const forClients = root.below({ purposes: clientAuthentication });
    expect(await ask(forClients, forClients.certificate)).toMatch(/^(?:INVALID_PURPOSE|UNABLE_TO)/);
  });
});
