import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import { readExternalFile } from '../core/external-file.js';

/** Why a certificate file cannot be used. */
export class AuthoritiesError extends Error {
  override readonly name = 'AuthoritiesError';
}

/** Bytes; about 2,000 certificates. */
const LARGEST_FILE = 4 * 1024 * 1024;

/**
 * Reads a PEM file (RFC 7468) of certification authorities to trust besides the system's.
 * @returns each certificate as PEM
 * @throws AuthoritiesError if the file cannot be read or holds anything but authorities' certificates
 */
export async function readAuthorities(file: string): Promise<readonly string[]> {
  let text: string;
  try {
    text = (await readExternalFile(file, { mostBytes: LARGEST_FILE })).toString('utf8');
  } catch (error) {
    throw new AuthoritiesError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new AuthoritiesError(`${file} contains no PEM certificate`);
  for (const [at, block] of blocks.entries()) {
    if (!isAuthority(block)) throw new AuthoritiesError(`Certificate ${String(at + 1)} in ${file} is not an authority’s`);
  }
  return blocks;
}

/** Trust settings for Node's TLS (`tls.createSecureContext`). */
export interface NodeTrust {
  readonly ca: readonly string[];
  /** Accepts an issuer in `ca` as the end of a chain even if it is not a root. */
  readonly allowPartialTrustChain: boolean;
}

/**
 * Returns the issuers for Node's TLS: its built-in ones, the system's where Node can read them (22.15 and later), and the given
 * ones, roots or not, if they are valid and allowed for servers. Chromium's network stack reads the system's itself.
 * @param version Node's version
 */
export function nodeTrust(given: readonly string[], now: Date, version: string = process.versions.node): NodeTrust {
  const read: unknown = Reflect.get(tls, 'getCACertificates');
  const system: unknown = typeof read === 'function' ? Reflect.apply(read, tls, ['system']) : [];
  const ofSystem = Array.isArray(system) ? system.filter((one): one is string => typeof one === 'string') : [];
  const allowPartialTrustChain = knowsPartialChains(version);
  const extra = allowPartialTrustChain
    ? given
    : given
        .map((pem) => new X509Certificate(pem))
        .filter((one) => isForServersAt(one, now))
        .map(explicitlyTrusted);
  return { ca: [...tls.rootCertificates, ...ofSystem, ...extra], allowPartialTrustChain };
}

const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const ANY_PURPOSE = '2.5.29.37.0';

/** The checked properties of a certificate. Node calls the purposes `keyUsage`; undefined means any. */
interface Usable {
  readonly validFrom: string;
  readonly validTo: string;
  readonly keyUsage?: readonly string[];
}

function isForServersAt({ validFrom, validTo, keyUsage = [ANY_PURPOSE] }: Usable, now: Date): boolean {
  const at = now.getTime();
  return (
    at >= Date.parse(validFrom) &&
    at <= Date.parse(validTo) &&
    keyUsage.some((purpose) => [SERVER_AUTHENTICATION, ANY_PURPOSE].includes(purpose))
  );
}

/** Node supports `allowPartialTrustChain` from 20.18 and 22.9 on. Electron 25 has Node 18.15, which ignores it. */
function knowsPartialChains(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 9) || (major === 20 && minor >= 18);
}

/** `X509_CERT_AUX` of OpenSSL and BoringSSL: the trusted purposes, here serverAuth alone. */
const FOR_SERVERS = Buffer.from('300c300a06082b06010505070301', 'hex');

/**
 * Returns a certificate in the form that OpenSSL and BoringSSL trust explicitly, root or not: a chain ends there (openssl-x509,
 * "Trust settings") regardless of its dates and purposes.
 */
function explicitlyTrusted({ raw }: X509Certificate): string {
  const lines =
    Buffer.concat([raw, FOR_SERVERS])
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN TRUSTED CERTIFICATE-----', ...lines, '-----END TRUSTED CERTIFICATE-----', ''].join('\n');
}

function isAuthority(pem: string): boolean {
  try {
    return new X509Certificate(pem).ca;
  } catch {
    return false;
  }
}
