import { webcrypto, X509Certificate, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { Certificate, CertificateChainValidationEngine, CryptoEngine } from 'pkijs';
import type { CertificateProblem } from '../../shared/certificates.js';
import { useOf, type CertificateUse } from './certificate-use.js';
import { MOST_CERTIFICATES } from './limits.js';

export interface ChainToVerify {
  /** The server's certificate, then the others it sent, in any order; PEM. */
  readonly chain: readonly string[];
  /** Trusted issuers, roots or not, PEM; they need not be in the chain. */
  readonly authorities: readonly string[];
  /** The requested host name or address. */
  readonly host: string;
  readonly now: Date;
}

/** Longest path from a server to a trusted issuer, in certificates without the issuer. */
const LONGEST_PATH = 6;

/** Longest certificate, in PEM characters. */
const LONGEST_PEM = 65_536;

/** Signatures checked for one server. Certificates that issue each other allow a great many paths. */
const MOST_SIGNATURES = 50;

/**
 * Verifies a server's certificate against a set of trusted issuers only (RFC 5280 §6 and RFC 6125): some path to one of them
 * must have valid signatures, dates, purposes and lengths, and the certificate must be for this host. Anything not understood
 * is rejected. Revocation is not checked.
 * Node checks signatures and host names; pkijs parses certificates and validates the path; the rules here are the ones that
 * neither has.
 * @returns null if valid; otherwise the problem of the path that came furthest
 */
export async function verifyChain({ chain, authorities, host, now }: ChainToVerify): Promise<CertificateProblem | null> {
  const [server, ...sent] = chain.slice(0, MOST_CERTIFICATES).map((pem) => wholeOf(certificateOf(pem)));
  if (server === undefined || server === null) return 'invalid';
  const trusted = authorities.map(certificateOf).filter(isKnown);
  const problem = await verifyPath([server], { trusted, sent: sent.filter(isKnown), now, signaturesLeft: MOST_SIGNATURES });
  if (problem !== null) return problem;
  const isNamed = isIP(host) === 0 ? server.certificate.checkHost(host, { subject: 'never' }) : server.certificate.checkIP(host);
  if (isNamed === undefined) return 'wrong-name';
  return server.use.forServers ? null : 'invalid';
}

/** A certificate as parsed by Node and by pkijs. */
interface Read {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
  readonly parsed: Certificate;
  readonly use: CertificateUse;
}

interface Search {
  readonly trusted: readonly X509Certificate[];
  readonly sent: readonly Read[];
  readonly now: Date;
  signaturesLeft: number;
}

/** Tries every path from the last certificate to a trusted issuer. */
async function verifyPath(path: readonly Read[], search: Search): Promise<CertificateProblem | null> {
  const last = path.at(-1);
  if (last === undefined) return 'invalid';
  const own = problemOf(last, search.now, last.use.isStronglySigned);
  if (own !== null) return own;
  let problem: CertificateProblem = 'unknown-issuer';
  for (const certificate of search.trusted) {
    const issuer = names(last, certificate) ? wholeOf(certificate) : null;
    if (issuer === null || !hasSigned(issuer, last, search)) continue;
    // A trusted issuer's own signature proves nothing, so it is not checked.
    const wrong =
      problemOf(issuer, search.now, true) ?? issuerProblem(issuer, path.length - 1) ?? (await libraryProblem(path, issuer, search.now));
    if (wrong === null) return null;
    problem = wrong;
  }
  for (const issuer of search.sent) {
    if (path.length >= LONGEST_PATH || path.some(({ certificate }) => certificate.raw.equals(issuer.certificate.raw))) continue;
    if (!names(last, issuer.certificate) || !hasSigned(issuer, last, search)) continue;
    const wrong = issuerProblem(issuer, path.length - 1) ?? (await verifyPath([...path, issuer], search));
    if (wrong === null) return null;
    if (problem === 'unknown-issuer') problem = wrong;
  }
  return problem;
}

/** Whether a certificate names another as its issuer, and that one's key usage allows issuing. */
function names({ certificate }: Read, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer);
}

/** Whether one certificate signed the other; also false after the maximum number of checks. */
function hasSigned(issuer: Read, issued: Read, search: Search): boolean {
  if (search.signaturesLeft === 0) return false;
  search.signaturesLeft -= 1;
  try {
    return issued.certificate.verify(issuer.key);
  } catch {
    // A key type that cannot have made this signature.
    return false;
  }
}

function problemOf({ certificate, key, use }: Read, now: Date, isStronglySigned: boolean): CertificateProblem | null {
  const at = now.getTime();
  if (!(at >= Date.parse(certificate.validFrom))) return 'not-yet-valid';
  if (!(at <= Date.parse(certificate.validTo))) return 'expired';
  if (!isStronglySigned || isWeakKey(key)) return 'weak';
  return use.isUnderstood ? null : 'invalid';
}

/** @param below number of authorities between this one and the server */
function issuerProblem({ certificate, use }: Read, below: number): CertificateProblem | null {
  if (!certificate.ca || !use.forServers) return 'invalid';
  return use.pathLength !== null && below > use.pathLength ? 'invalid' : null;
}

/**
 * Validates a path whose signatures were checked with pkijs: names, dates, authorities, key usage, policies. It is told the
 * order, because it would loop on certificates that issue each other.
 */
async function libraryProblem(path: readonly Read[], anchor: Read, now: Date): Promise<CertificateProblem | null> {
  const way = [...path, anchor].map(({ parsed }) => parsed);
  const engine = new CertificateChainValidationEngine({
    trustedCerts: [anchor.parsed],
    certs: path.map(({ parsed }) => parsed).reverse(),
    checkDate: now,
    findIssuer: (issued) => Promise.resolve(way.slice(way.indexOf(issued) + 1).slice(0, 1)),
  });
  const { result } = await engine.verify({}, cryptoOfNode());
  return result ? null : 'invalid';
}

/** Returns Node's Web Crypto for pkijs; Node 18 has no global of that name. */
function cryptoOfNode(): CryptoEngine {
  const crypto: unknown = webcrypto;
  if (!isWebCrypto(crypto)) throw new TypeError('Node has no Web Crypto');
  return new CryptoEngine({ crypto });
}

function isWebCrypto(value: unknown): value is ConstructorParameters<typeof CryptoEngine>[0]['crypto'] {
  return typeof value === 'object' && value !== null && 'subtle' in value && 'getRandomValues' in value;
}

function isWeakKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  switch (asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return (asymmetricKeyDetails?.modulusLength ?? 0) < 2048;
    case 'ec':
      return !['prime256v1', 'secp384r1', 'secp521r1'].includes(asymmetricKeyDetails?.namedCurve ?? '');
    default:
      return asymmetricKeyType !== 'ed25519';
  }
}

/** Returns null if the text is not a certificate. */
function certificateOf(pem: string): X509Certificate | null {
  if (pem.length > LONGEST_PEM) return null;
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

/** Returns a certificate with every checked property; null if one cannot be read. */
function wholeOf(certificate: X509Certificate | null): Read | null {
  if (certificate === null) return null;
  try {
    const parsed = Certificate.fromBER(certificate.raw);
    return { certificate, key: certificate.publicKey, parsed, use: useOf(parsed) };
  } catch {
    return null;
  }
}

function isKnown<T>(one: T | null): one is T {
  return one !== null;
}
