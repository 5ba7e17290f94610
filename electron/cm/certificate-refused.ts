import type { RefusedCertificate } from '../../shared/certificates.js';

/** The call was not made, because the server's certificate was refused. The cause is the network's error. */
export class CertificateRefused extends Error {
  override readonly name = 'CertificateRefused';
  constructor(
    readonly certificate: RefusedCertificate,
    cause: unknown,
  ) {
    super(`The certificate of ${certificate.host} was refused`, { cause });
  }
}
