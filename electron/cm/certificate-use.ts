import { BasicConstraints, ExtKeyUsage, RSASSAPSSParams, type Certificate } from 'pkijs';

/** What a certificate's extensions allow (RFC 5280 §4.2), and how it was signed. */
export interface CertificateUse {
  /** How many authorities may stand between this one and a server; null: unlimited. */
  readonly pathLength: number | null;
  /** Whether it is allowed for servers, or for authorities of servers. */
  readonly forServers: boolean;
  /** Whether every binding extension is understood. */
  readonly isUnderstood: boolean;
  readonly isStronglySigned: boolean;
}

const KEY_USAGE = '2.5.29.15';
const ALTERNATIVE_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const NAME_CONSTRAINTS = '2.5.29.30';
const CERTIFICATE_POLICIES = '2.5.29.32';
const EXTENDED_KEY_USAGE = '2.5.29.37';

const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const ANY_PURPOSE = '2.5.29.37.0';

/** Extensions understood here or by the caller; policies do not matter if none is required. */
const understood = [KEY_USAGE, ALTERNATIVE_NAME, BASIC_CONSTRAINTS, CERTIFICATE_POLICIES, EXTENDED_KEY_USAGE];

const RSASSA_PSS = '1.2.840.113549.1.1.10';

/** Accepted signature algorithms: RSA and ECDSA with SHA-2, and Ed25519. RSASSA-PSS names its hash separately. */
const strongSignatures = [
  '1.2.840.113549.1.1.11', // sha256WithRSAEncryption
  '1.2.840.113549.1.1.12', // sha384WithRSAEncryption
  '1.2.840.113549.1.1.13', // sha512WithRSAEncryption
  '1.2.840.10045.4.3.2', // ecdsa-with-SHA256
  '1.2.840.10045.4.3.3', // ecdsa-with-SHA384
  '1.2.840.10045.4.3.4', // ecdsa-with-SHA512
  '1.3.101.112', // Ed25519
];
const strongHashes = ['2.16.840.1.101.3.4.2.1', '2.16.840.1.101.3.4.2.2', '2.16.840.1.101.3.4.2.3']; // SHA-256, SHA-384, SHA-512

/** Parses what a certificate may be used for. @throws RangeError if an understood extension is malformed or repeated */
export function useOf(certificate: Certificate): CertificateUse {
  const extensions = certificate.extensions ?? [];
  const ids = extensions.map(({ extnID }) => extnID);
  if (new Set(ids).size < ids.length) throw new RangeError('An extension is repeated');
  const valueOf = (id: string): unknown => {
    const found = extensions.find(({ extnID }) => extnID === id);
    if (found === undefined) return undefined;
    const value: unknown = found.parsedValue;
    if (typeof value !== 'object' || value === null || 'parsingError' in value) throw new RangeError(`The extension ${id} cannot be read`);
    return value;
  };
  for (const id of understood) valueOf(id);
  return {
    pathLength: pathLengthOf(valueOf(BASIC_CONSTRAINTS)),
    forServers: isForServers(valueOf(EXTENDED_KEY_USAGE)),
    // Name constraints are rejected even if not critical: pkijs accepts one matching name where all must match.
    isUnderstood: extensions.every(({ extnID, critical }) => extnID !== NAME_CONSTRAINTS && (!critical || understood.includes(extnID))),
    isStronglySigned: isStrong(certificate.signatureAlgorithm),
  };
}

function pathLengthOf(value: unknown): number | null {
  if (value === undefined) return null;
  if (!(value instanceof BasicConstraints)) throw new RangeError('The basic constraints cannot be read');
  const { pathLenConstraint: limit } = value;
  if (limit === undefined) return null;
  if (typeof limit !== 'number') throw new RangeError('The path length is not a plain number');
  return limit;
}

/** Without the extension a certificate is for any purpose. */
function isForServers(value: unknown): boolean {
  if (value === undefined) return true;
  if (!(value instanceof ExtKeyUsage)) throw new RangeError('The purposes cannot be read');
  return value.keyPurposes.some((purpose) => [SERVER_AUTHENTICATION, ANY_PURPOSE].includes(purpose));
}

function isStrong({ algorithmId, algorithmParams }: Certificate['signatureAlgorithm']): boolean {
  if (algorithmId !== RSASSA_PSS) return strongSignatures.includes(algorithmId);
  const { hashAlgorithm } = new RSASSAPSSParams({ schema: algorithmParams });
  return strongHashes.includes(hashAlgorithm.algorithmId);
}
