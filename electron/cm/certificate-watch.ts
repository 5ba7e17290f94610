import type { Request as VerifyRequest, Session } from 'electron';
import type { CertificateProblem, RefusedCertificate } from '../../shared/certificates.js';
import { certificateFacts } from './certificate-facts.js';
import { MOST_CERTIFICATES } from './limits.js';

/** The used part of a certificate verification request (Electron: `session.setCertificateVerifyProc`). */
export type Presented = Pick<VerifyRequest, 'hostname' | 'verificationResult'> & { readonly certificate: PresentedCertificate };

interface PresentedCertificate {
  /** PEM. */
  readonly data: string;
  /** The next certificate the server sent. */
  readonly issuerCert?: PresentedCertificate | null;
}

/** Electron's results: accept, and leave to Chromium. */
const BELIEVED = 0;
const AS_CHROMIUM_SAYS = -3;

/** Chromium's certificate errors (net/base/net_error_list.h), with the result to return and their meaning. */
const errors: readonly (readonly [name: string, code: number, problem: CertificateProblem])[] = [
  ['ERR_CERT_COMMON_NAME_INVALID', -200, 'wrong-name'],
  ['ERR_CERT_DATE_INVALID', -201, 'expired'],
  ['ERR_CERT_AUTHORITY_INVALID', -202, 'unknown-issuer'],
  ['ERR_CERT_REVOKED', -206, 'revoked'],
  ['ERR_CERT_INVALID', -207, 'invalid'],
  ['ERR_CERT_WEAK_SIGNATURE_ALGORITHM', -208, 'weak'],
  ['ERR_CERT_WEAK_KEY', -211, 'weak'],
];
const OTHER = -207;

/**
 * Verifies the CM service's certificates: first the system's trust, then the organization's issuers. A failing certificate is
 * refused and remembered; there is no way to override it.
 */
export class CertificateWatch {
  readonly #authorities: readonly string[];
  readonly #now: () => Date;
  readonly #refused = new Map<string, RefusedCertificate>();

  /** @param authorities issuers to trust besides the system's, PEM */
  constructor(authorities: readonly string[], now: () => Date) {
    this.#authorities = authorities;
    this.#now = now;
  }

  /** Verifies a session's connections from now on; requires TLS 1.2 or newer. */
  guard(session: Pick<Session, 'setSSLConfig' | 'setCertificateVerifyProc'>): void {
    session.setSSLConfig({ minVersion: 'tls1.2' });
    session.setCertificateVerifyProc((presented, answer) => {
      void this.verify(presented).then(answer, (error: unknown) => {
        // Without a result the connection would hang, so on an error it is refused and the error logged.
        answer(OTHER);
        throw error;
      });
    });
  }

  /** Returns the certificate that was last refused for a host; undefined if the last was accepted. */
  refused(host: string): RefusedCertificate | undefined {
    return this.#refused.get(host);
  }

  /** Verifies one certificate. @returns Electron's result code */
  async verify({ hostname: host, verificationResult, certificate }: Presented): Promise<number> {
    const name = verificationResult.replace(/^net::/, '');
    if (name === 'OK') {
      this.#refused.delete(host);
      return AS_CHROMIUM_SAYS;
    }
    let problem = errors.find(([error]) => error === name)?.[2] ?? 'invalid';
    const now = this.#now();
    if (name === 'ERR_CERT_AUTHORITY_INVALID' && this.#authorities.length > 0) {
      // Loaded on demand: system-trusted certificates do not need it.
      const { verifyChain } = await import('./certificate-chain.js');
      const own = await verifyChain({ chain: chainOf(certificate), authorities: this.#authorities, host, now });
      if (own === null) {
        this.#refused.delete(host);
        return BELIEVED;
      }
      problem = own;
    }
    const facts = certificateFacts(certificate.data);
    if (problem === 'expired' && facts !== null && Date.parse(facts.validFrom) > now.getTime()) problem = 'not-yet-valid';
    if (facts !== null) this.#refused.set(host, { ...facts, problem, host: host.slice(0, 300) });
    return codeOf(problem);
  }
}

function codeOf(problem: CertificateProblem): number {
  if (problem === 'not-yet-valid') return codeOf('expired');
  return errors.find(([, , meaning]) => meaning === problem)?.[1] ?? OTHER;
}

function chainOf(certificate: PresentedCertificate): string[] {
  const chain: string[] = [];
  for (let next: PresentedCertificate | null | undefined = certificate; next && chain.length < MOST_CERTIFICATES; next = next.issuerCert) {
    chain.push(next.data);
  }
  return chain;
}
