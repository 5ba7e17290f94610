import { X509Certificate, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import type { CertificateProblem } from '../../shared/certificates.js';
import { useOf, type CertificateUse } from './certificate-extensions.js';

export interface ChainToJudge {
  /** The server's certificate first, then those it sent with it, in any order; PEM. */
  readonly chain: readonly string[];
  /** The issuers that are trusted, PEM; none of them needs to be in the chain. */
  readonly authorities: readonly string[];
  /** The host name or address that was asked for. */
  readonly host: string;
  readonly now: Date;
}

/** A way from a server to a trusted issuer is never longer than this, in certificates. */
const LONGEST_PATH = 6;

/** Algorithms that a signature is believed in, by identifier in hex: RSA, RSA-PSS and ECDSA with SHA-2, and Ed25519. */
const strongSignatures = [
  '2a864886f70d01010b', // sha256WithRSAEncryption
  '2a864886f70d01010c', // sha384WithRSAEncryption
  '2a864886f70d01010d', // sha512WithRSAEncryption
  '2a864886f70d01010a', // RSASSA-PSS
  '2a8648ce3d040302', // ecdsa-with-SHA256
  '2a8648ce3d040303', // ecdsa-with-SHA384
  '2a8648ce3d040304', // ecdsa-with-SHA512
  '2b6570', // Ed25519
];

/**
 * Judges a server's certificate by a set of trusted issuers and by nothing else (RFC 5280 §6 and RFC 6125): there must
 * be a way from it to one of them on which every signature, date, purpose and length is right, and the certificate must
 * be for this host. What is not understood is not believed. Revocation is not asked about.
 *
 * @returns null when it is to be believed, else what is wrong: of the way that came furthest
 */
export function judgeChain({ chain, authorities, host, now }: ChainToJudge): CertificateProblem | null {
  const [server, ...sent] = chain.map(read);
  if (server === undefined || server === null) return 'invalid';
  const trusted = authorities.map(read).filter(isRead);
  const problem = judgePath([server], { trusted, sent: sent.filter(isRead), now });
  if (problem !== null) return problem;
  const isNamed = isIP(host) === 0 ? server.certificate.checkHost(host, { subject: 'never' }) : server.certificate.checkIP(host);
  if (isNamed === undefined) return 'wrong-name';
  return server.use.forServers ? null : 'invalid';
}

interface Read {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
  readonly use: CertificateUse;
}

interface Candidates {
  readonly trusted: readonly Read[];
  readonly sent: readonly Read[];
  readonly now: Date;
}

/** Tries every way on from the last certificate of a path to a trusted issuer. */
function judgePath(path: readonly Read[], candidates: Candidates): CertificateProblem | null {
  const last = path.at(-1);
  if (last === undefined) return 'invalid';
  const own = problemOf(last, candidates.now, strongSignatures.includes(last.use.signature));
  if (own !== null) return own;
  let problem: CertificateProblem = 'unknown-issuer';
  for (const issuer of candidates.trusted.filter((one) => hasIssued(one, last))) {
    // Of a trusted issuer the own signature proves nothing, so nothing depends on it.
    const wrong = problemOf(issuer, candidates.now, true) ?? issuerProblem(issuer, path.length - 1);
    if (wrong === null) return null;
    problem = wrong;
  }
  for (const issuer of candidates.sent.filter((one) => hasIssued(one, last))) {
    if (path.length >= LONGEST_PATH || path.some(({ certificate }) => certificate.raw.equals(issuer.certificate.raw))) continue;
    const wrong = issuerProblem(issuer, path.length - 1) ?? judgePath([...path, issuer], candidates);
    if (wrong === null) return null;
    if (problem === 'unknown-issuer') problem = wrong;
  }
  return problem;
}

/** Whether one certificate names the other as its issuer and was signed by it. */
function hasIssued(issuer: Read, issued: Read): boolean {
  try {
    return issued.certificate.checkIssued(issuer.certificate) && issued.certificate.verify(issuer.key);
  } catch {
    // A key of a kind that cannot have made this signature.
    return false;
  }
}

function problemOf({ certificate, key, use }: Read, now: Date, isStronglySigned: boolean): CertificateProblem | null {
  const at = now.getTime();
  if (!(at >= Date.parse(certificate.validFrom))) return 'not-yet-valid';
  if (!(at <= Date.parse(certificate.validTo))) return 'expired';
  if (!isStronglySigned || isWeakKey(key)) return 'weak';
  return use.notUnderstood.length > 0 ? 'invalid' : null;
}

/** @param below authorities that stand between this one and the server */
function issuerProblem({ certificate, use }: Read, below: number): CertificateProblem | null {
  if (!certificate.ca || !use.maySign || !use.forServers) return 'invalid';
  return use.pathLength !== null && below > use.pathLength ? 'invalid' : null;
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

function read(pem: string): Read | null {
  try {
    const certificate = new X509Certificate(pem);
    return { certificate, key: certificate.publicKey, use: useOf(certificate.raw) };
  } catch {
    return null;
  }
}

function isRead(one: Read | null): one is Read {
  return one !== null;
}
