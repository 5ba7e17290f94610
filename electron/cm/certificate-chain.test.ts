import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { CertificateProblem } from '../../shared/certificates.js';
import { randomRuns } from '../core/random-runs.fixture.js';
import { verifyChain } from './certificate-chain.js';
import { certificateFacts } from './certificate-facts.js';
import { extension, impostor, testAuthority, type TestCertificateOptions } from './test-certificate.js';

const HOST = 'cm.example';
const SERVER_AUTHENTICATION = '2b06010505070301';
const CLIENT_AUTHENTICATION = '2b06010505070302';
const past = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T00:00:00Z') };
const future = { notBefore: new Date('2040-01-01T00:00:00Z'), notAfter: new Date('2041-01-01T00:00:00Z') };
const keyUsage = (bits: number): Buffer => extension('551d0f', Buffer.from([0x03, 0x02, 0x01, bits]), true);
const nameConstraints = extension('551d1e', Buffer.from('300da00b300982076578616d706c65', 'hex'));

const judge = (chain: readonly string[], authorities: readonly string[], { host = HOST, now = new Date() } = {}) =>
  verifyChain({ chain, authorities, host, now });

describe('a server’s certificate is accepted', () => {
  const root = testAuthority();

  it('when a trusted issuer issued it', async () => {
    expect(await judge([root.issue(HOST).certificate], [testAuthority().certificate, root.certificate])).toBeNull();
  });

  it('over intermediate authorities, sent in any order and among others', async () => {
    const upper = root.below();
    const lower = upper.below();
    const { certificate } = lower.issue(HOST, undefined, { purposes: [SERVER_AUTHENTICATION], extensions: [keyUsage(0x80)] });
    expect(await judge([certificate, upper.certificate, testAuthority().certificate, lower.certificate], [root.certificate])).toBeNull();
    expect(await judge([certificate, lower.certificate, upper.certificate, root.certificate], [root.certificate])).toBeNull();
    // A trusted issuer need not be a root.
    expect(await judge([certificate, lower.certificate], [upper.certificate])).toBeNull();
  });

  it('for a wildcard’s hosts', async () => {
    const { certificate } = root.issue('*.cm.example');
    expect(await judge([certificate], [root.certificate], { host: 'desk.cm.example' })).toBeNull();
    expect(await judge([certificate], [root.certificate], { host: 'a.desk.cm.example' })).toBe('wrong-name');
  });
});

describe('a server’s certificate is rejected', () => {
  const root = testAuthority();
  const own = (options: TestCertificateOptions = {}, validity = options.validity): string =>
    root.issue(HOST, validity, options).certificate;
  const under = (options: TestCertificateOptions): string[] => {
    const authority = root.below(options);
    return [authority.issue(HOST).certificate, authority.certificate];
  };

  it.each<[string, () => readonly string[], CertificateProblem]>([
    ['of another issuer', () => [testAuthority().issue(HOST).certificate], 'unknown-issuer'],
    ['whose issuer was not sent', () => under({}).slice(0, 1), 'unknown-issuer'],
    ['that expired', () => [own({ validity: past })], 'expired'],
    ['that is not valid yet', () => [own({ validity: future })], 'not-yet-valid'],
    ['for another host', () => [root.issue('other.example').certificate], 'wrong-name'],
    ['for another purpose', () => [own({ purposes: [CLIENT_AUTHENTICATION] })], 'invalid'],
    ['with an unknown critical extension', () => [own({ extensions: [extension('2a0304', Buffer.from([5, 0]), true)] })], 'invalid'],
    ['of an authority that expired', () => under({ validity: past }), 'expired'],
    ['of an authority for other purposes', () => under({ purposes: [CLIENT_AUTHENTICATION] }), 'invalid'],
    ['of an authority that may not sign', () => under({ extensions: [keyUsage(0x80)] }), 'unknown-issuer'],
    ['of an authority that is limited to certain names', () => under({ extensions: [nameConstraints] }), 'invalid'],
    ['of an authority with a weak key', () => under({ curve: 'P-224' }), 'weak'],
    ['that an authority signed over SHA-1', () => under({ hash: 'sha1' }), 'weak'],
    [
      'of an authority whose own certificate has an extension twice',
      () => under({ extensions: [keyUsage(0x06), keyUsage(0x06)] }),
      'unknown-issuer',
    ],
    ['that is not a certificate', () => ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'], 'invalid'],
    ['that is missing', () => [], 'invalid'],
  ])('%s', async (_, chain, problem) => {
    expect(await judge(chain(), [root.certificate])).toBe(problem);
  });

  it("if signed by another server's certificate", async () => {
    const server = root.issue('server.example');
    const { certificate } = impostor('server.example', server).issue(HOST);
    expect(await judge([certificate, server.certificate], [root.certificate])).toBe('invalid');
  });

  it('over more authorities than one of them allows', async () => {
    const upper = root.below({ pathLength: 0 });
    const lower = upper.below();
    expect(await judge([lower.issue(HOST).certificate, lower.certificate, upper.certificate], [root.certificate])).toBe('invalid');
    expect(await judge([upper.issue(HOST).certificate, upper.certificate], [root.certificate])).toBeNull();
  });

  it('if it comes with more than ten others, or in more than 64 KB', async () => {
    const authority = root.below();
    const others = Array.from({ length: 9 }, () => testAuthority().certificate);
    const { certificate } = authority.issue(HOST);
    expect(await judge([certificate, ...others.slice(1), authority.certificate], [root.certificate])).toBeNull();
    expect(await judge([certificate, ...others, authority.certificate], [root.certificate])).toBe('unknown-issuer');
    const large = own({ extensions: [extension('2a0304', Buffer.alloc(50_000))] });
    expect(await judge([large], [root.certificate])).toBe('invalid');
  });

  it('if authorities all issue each other, after a limited number of signatures', async () => {
    const circle = testAuthority();
    const { certificate } = circle.issue(HOST);
    const chain = [certificate, ...Array.from({ length: 9 }, () => circle.again().certificate)];
    const verify = vi.spyOn(X509Certificate.prototype, 'verify');
    try {
      expect(await judge(chain, [root.certificate])).toBe('unknown-issuer');
      expect(verify.mock.calls.length).toBeLessThanOrEqual(50);
    } finally {
      verify.mockRestore();
    }
    expect(await judge(chain, [root.certificate, circle.certificate])).toBeNull();
  });

  it('with one bit changed anywhere', async () => {
    const der = Buffer.from(own().replace(/-----[^-]+-----|\s/g, ''), 'base64');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: der.length * 8 - 1 }), async (bit) => {
        const forged = Buffer.from(der);
        forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const pem = `-----BEGIN CERTIFICATE-----\n${forged.toString('base64')}\n-----END CERTIFICATE-----\n`;
        expect(await judge([pem], [root.certificate])).not.toBeNull();
      }),
      { numRuns: randomRuns(300) },
    );
  });
});

it("reads a certificate's facts", () => {
  const { certificate } = testAuthority().issue('cm.example', past);
  const facts = certificateFacts(certificate);
  expect(facts?.issuer).toMatch(/^CN=Test Root [0-9a-f]{8}$/);
  expect(facts?.fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(facts).toMatchObject({
    subject: 'CN=cm.example',
    names: ['cm.example'],
    validFrom: '2020-01-01T00:00:00.000Z',
    validTo: '2021-01-01T00:00:00.000Z',
  });
  expect(certificateFacts('nothing')).toBeNull();
});
