import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import { readOutsideFile } from '../core/outside-file.js';

/** Why a file of certificates cannot be used. */
export class AuthoritiesError extends Error {
  override readonly name = 'AuthoritiesError';
}

/** Some 2,000 certificates. */
const LARGEST_FILE = 4 * 1024 * 1024;

/**
 * Reads a PEM file (RFC 7468) of certificates that are trusted as issuers, beside those of the system.
 *
 * @returns each as PEM
 * @throws AuthoritiesError when the file cannot be read, or something in it is no certificate of an authority
 */
export async function readAuthorities(file: string): Promise<readonly string[]> {
  let text: string;
  try {
    text = (await readOutsideFile(file, { mostBytes: LARGEST_FILE })).toString('utf8');
  } catch (error) {
    throw new AuthoritiesError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new AuthoritiesError(`${file} holds no certificate in PEM form`);
  for (const [at, block] of blocks.entries()) {
    if (!isAuthority(block)) throw new AuthoritiesError(`Certificate ${String(at + 1)} in ${file} is not one of an authority`);
  }
  return blocks;
}

/**
 * The issuers Node's own TLS is to trust: those it was built with, those of the system where Node can read them
 * (22.15 and later), and the given ones. Chromium's network stack reads the system's by itself.
 */
export function nodeRoots(extra: readonly string[]): string[] {
  const read: unknown = Reflect.get(tls, 'getCACertificates');
  const system: unknown = typeof read === 'function' ? Reflect.apply(read, tls, ['system']) : [];
  const ofSystem = Array.isArray(system) ? system.filter((one): one is string => typeof one === 'string') : [];
  return [...tls.rootCertificates, ...ofSystem, ...extra];
}

function isAuthority(pem: string): boolean {
  try {
    return new X509Certificate(pem).ca;
  } catch {
    return false;
  }
}
