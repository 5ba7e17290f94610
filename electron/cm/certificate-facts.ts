import { X509Certificate } from 'node:crypto';
import type { CertificateFacts } from '../../shared/certificates.js';

/** The facts of a certificate for a person; null when it cannot be read. */
export function certificateFacts(pem: string): CertificateFacts | null {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return null;
  }
  const { subject, issuer, subjectAltName, validFrom, validTo, fingerprint256 } = certificate;
  return {
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    names: namesIn(subjectAltName),
    validFrom: new Date(validFrom).toISOString(),
    validTo: new Date(validTo).toISOString(),
    fingerprint: fingerprint256,
  };
}

/** Node writes the parts of a name on lines of their own. */
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
