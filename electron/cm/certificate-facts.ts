import { X509Certificate } from 'node:crypto';
import type { CertificateFacts } from '../../shared/certificates.js';
import { instantSchema } from '../../shared/ids.js';

/** Returns a certificate's facts for display; null if it cannot be read. */
export function certificateFacts(pem: string): CertificateFacts | null {
  const read = readingOf(pem);
  if (read === null) return null;
  const { subject, issuer, subjectAltName, fingerprint256 } = read;
  const validFrom = instantOf(read.validFrom);
  const validTo = instantOf(read.validTo);
  if (validFrom === null || validTo === null) return null;
  return {
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    names: namesIn(subjectAltName),
    validFrom,
    validTo,
    fingerprint: fingerprint256,
  };
}

/** Returns what Node parses of a certificate; null if it fails. From Node 24 on, it throws for alternative names that it cannot print. */
function readingOf(pem: string) {
  try {
    const certificate = new X509Certificate(pem);
    const { subject, issuer, validFrom, validTo, fingerprint256 } = certificate;
    return { subject, issuer, validFrom, validTo, fingerprint256, subjectAltName: alternativeNamesOf(certificate) };
  } catch {
    return null;
  }
}

function alternativeNamesOf(certificate: X509Certificate): string | undefined {
  try {
    return certificate.subjectAltName;
  } catch {
    return undefined;
  }
}

/** Converts Node's date (`Jan  5 08:00:00 2026 GMT`) to ISO 8601; null if invalid. */
function instantOf(text: string): string | null {
  const date = new Date(text);
  const instant = instantSchema.safeParse(Number.isNaN(date.getTime()) ? null : date.toISOString());
  return instant.success ? instant.data : null;
}

/** Node prints each part of a name on its own line. */
function oneLine(name: string | undefined): string {
  return (name ?? '').replaceAll('\n', ', ').slice(0, 1000);
}

function namesIn(alternativeNames: string | undefined): string[] {
  return (alternativeNames ?? '')
    .split(', ')
    .flatMap((name) => /^(?:DNS|IP Address):(.*)$/.exec(name)?.[1] ?? [])
    .map((name) => name.slice(0, 300))
    .slice(0, 100);
}
