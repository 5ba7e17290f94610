import { beforeEach, describe, expect, it } from 'vitest';
import { testAuthority } from './test-certificate.js';
import { CertificateWatch, type Presented } from './certificate-watch.js';

const HOST = 'cm.example';
const root = testAuthority();
const middle = root.below();
const now = new Date();
const past = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T00:00:00Z') };

const presented = (verificationResult: string, ...chain: readonly string[]): Presented => ({
  hostname: HOST,
  verificationResult,
  certificate: chain.reduceRight<Presented['certificate'] | null>((issuerCert, data) => ({ data, issuerCert }), null) ?? { data: '' },
});
const AUTHORITY_INVALID = 'net::ERR_CERT_AUTHORITY_INVALID';

let watch: CertificateWatch;
beforeEach(() => {
  watch = new CertificateWatch([root.certificate], () => now);
});

describe('a certificate of the CM service', () => {
  it('is left to Chromium if the system trusts it', async () => {
    expect(await watch.verify(presented('net::OK', testAuthority().issue(HOST).certificate))).toBe(-3);
    expect(watch.refused(HOST)).toBeUndefined();
  });

  it('of the organization’s issuer is accepted, over the authorities that the server sent', async () => {
    expect(await watch.verify(presented(AUTHORITY_INVALID, middle.issue(HOST).certificate, middle.certificate))).toBe(0);
    expect(watch.refused(HOST)).toBeUndefined();
  });

  it.each<[string, Presented, number, string]>([
    ['of an unknown issuer', presented(AUTHORITY_INVALID, testAuthority().issue(HOST).certificate), -202, 'unknown-issuer'],
    ['with a missing intermediate issuer', presented(AUTHORITY_INVALID, middle.issue(HOST).certificate), -202, 'unknown-issuer'],
    ['of the organization’s issuer that expired', presented(AUTHORITY_INVALID, root.issue(HOST, past).certificate), -201, 'expired'],
    [
      'of the organization’s issuer for another host',
      presented(AUTHORITY_INVALID, root.issue('other.example').certificate),
      -200,
      'wrong-name',
    ],
    ['that Chromium reports as expired', presented('net::ERR_CERT_DATE_INVALID', root.issue(HOST, past).certificate), -201, 'expired'],
    [
      'that Chromium reports as not valid yet',
      presented(
        'net::ERR_CERT_DATE_INVALID',
        root.issue(HOST, { notBefore: new Date('2040-01-01T00:00:00Z'), notAfter: new Date('2041-01-01T00:00:00Z') }).certificate,
      ),
      -201,
      'not-yet-valid',
    ],
    // The organization's issuers are used only if the missing issuer is Chromium's only objection.
    ['that Chromium reports as revoked', presented('net::ERR_CERT_REVOKED', root.issue(HOST).certificate), -206, 'revoked'],
    ['that Chromium reports as weak', presented('net::ERR_CERT_WEAK_KEY', root.issue(HOST).certificate), -208, 'weak'],
    ['with an error that only Chromium has', presented('net::ERR_CERT_SYMANTEC_LEGACY', root.issue(HOST).certificate), -207, 'invalid'],
  ])('is refused, and its facts are kept: %s', async (_, given, code, problem) => {
    expect(await watch.verify(given)).toBe(code);
    expect(watch.refused(HOST)).toMatchObject({ problem, host: HOST });
    expect(watch.refused(HOST)?.subject).toMatch(/^CN=/);
    expect(await watch.verify(presented('net::OK', root.issue(HOST).certificate))).toBe(-3);
    expect(watch.refused(HOST)).toBeUndefined();
  });

  it("of the organization's issuer is refused if no issuer is configured", async () => {
    watch = new CertificateWatch([], () => now);
    expect(await watch.verify(presented(AUTHORITY_INVALID, root.issue(HOST).certificate))).toBe(-202);
  });
});

it('answers once for a certificate with any byte changed, and never accepts it', async () => {
  const pem = middle.issue(HOST).certificate;
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  let answers = 0;
  const verdicts: Promise<number>[] = [];
  watch.guard({
    setSSLConfig: () => undefined,
    setCertificateVerifyProc: (judge) => {
      if (judge === null) throw new Error('There is no judge');
      for (let at = 0; at < der.length; at += 1) {
        const changed = Buffer.from(der);
        changed.writeUInt8((changed.readUInt8(at) + 1 + (at % 7)) % 256, at);
        const data = `-----BEGIN CERTIFICATE-----\n${changed.toString('base64')}\n-----END CERTIFICATE-----\n`;
        const verdict = new Promise<number>((resolve) => {
          judge(presented(AUTHORITY_INVALID, data, middle.certificate) as Parameters<typeof judge>[0], (code) => {
            answers += 1;
            resolve(code);
          });
        });
        verdicts.push(verdict);
      }
    },
  });
  for (const [at, verdict] of (await Promise.all(verdicts)).entries()) expect(verdict, `byte ${String(at)}`).not.toBe(0);
  expect(answers).toBe(der.length);
});
