import type { Request as VerifyRequest, Session } from 'electron';
import type { CertificateProblem, RefusedCertificate } from '../../shared/certificates.js';
import { certificateFacts } from './certificate-facts.js';
import { MOST_CERTIFICATES } from './limits.js';

/** What of a request to verify a certificate is used (Electron: `session.setCertificateVerifyProc`). */
export type Presented = Pick<VerifyRequest, 'hostname' | 'verificationResult'> & { readonly certificate: PresentedCertificate };

interface PresentedCertificate {
  /** PEM. */
  readonly data: string;
  /** The next certificate the server sent. */
  readonly issuerCert?: PresentedCertificate | null;
}

/** Electron's codes: believed by us, and left to Chromium. */
const BELIEVED = 0;
const AS_CHROMIUM_SAYS = -3;

/** Chromium's errors of certificates (net/base/net_error_list.h), with the code to answer and what they mean. */
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
 * Judges the certificates of the CM service: the system's trust first, then the organisation's own issuers. What
 * fails is refused, remembered with its facts, and cannot be waved through by anybody.
 */
export class CertificateWatch {
  readonly #authorities: readonly string[];
  readonly #now: () => Date;
  readonly #refused = new Map<string, RefusedCertificate>();

  /** @param authorities issuers to trust beside the system's, PEM */
  constructor(authorities: readonly string[], now: () => Date) {
    this.#authorities = authorities;
    this.#now = now;
  }

  /** Watches a session's connections from now on; TLS 1.2 is the oldest that is spoken. */
  guard(session: Pick<Session, 'setSSLConfig' | 'setCertificateVerifyProc'>): void {
    session.setSSLConfig({ minVersion: 'tls1.2' });
    session.setCertificateVerifyProc((presented, answer) => {
      void this.verify(presented).then(answer, (error: unknown) => {
        // Without an answer the connection would hang: what cannot be judged is refused, and the error goes to the log.
        answer(OTHER);
        throw error;
      });
    });
  }

  /** The certificate of a host that was not believed when it was last looked at; undefined when it was. */
  refused(host: string): RefusedCertificate | undefined {
    return this.#refused.get(host);
  }

  /** Judges one certificate. @returns what Electron is to be told */
  async verify({ hostname: host, verificationResult, certificate }: Presented): Promise<number> {
    const name = verificationResult.replace(/^net::/, '');
    if (name === 'OK') {
      this.#refused.delete(host);
      return AS_CHROMIUM_SAYS;
    }
    let problem = errors.find(([error]) => error === name)?.[2] ?? 'invalid';
    const now = this.#now();
    if (name === 'ERR_CERT_AUTHORITY_INVALID' && this.#authorities.length > 0) {
      // Loaded where it is needed: what the system trusts needs none of it.
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
