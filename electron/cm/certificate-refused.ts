import type { RefusedCertificate } from '../../shared/certificates.js';

/** A call that was not made, since the server's certificate was not believed. The cause is the network's own error. */
export class CertificateRefused extends Error {
  override readonly name = 'CertificateRefused';
  constructor(
    readonly certificate: RefusedCertificate,
    cause: unknown,
  ) {
    super(`The certificate of ${certificate.host} was refused`, { cause });
  }
}
