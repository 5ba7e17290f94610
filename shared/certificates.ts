import * as z from 'zod';
import { instantSchema } from './ids.js';

/** A server's certificate for a person to compare: each fact as the certificate states it. */
export const certificateFactsSchema = z.strictObject({
  subject: z.string().max(1000),
  issuer: z.string().max(1000),
  /** Host names the certificate is for. */
  names: z.array(z.string().max(300)).max(100),
  validFrom: instantSchema,
  validTo: instantSchema,
  /** SHA-256 of the whole certificate: pairs of hex digits separated by colons. */
  fingerprint: z.string().regex(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
});
export type CertificateFacts = z.infer<typeof certificateFactsSchema>;

/**
 * What is wrong with a server's certificate.
 * - `invalid`: not trusted for any other reason, e.g. it is not a server certificate.
 */
export const certificateProblemSchema = z.enum(['expired', 'not-yet-valid', 'unknown-issuer', 'wrong-name', 'revoked', 'weak', 'invalid']);
export type CertificateProblem = z.infer<typeof certificateProblemSchema>;

/** A certificate that was not trusted, and why. */
export const refusedCertificateSchema = certificateFactsSchema.extend({
  problem: certificateProblemSchema,
  /** The host the station connected to. */
  host: z.string().max(300),
});
export type RefusedCertificate = z.infer<typeof refusedCertificateSchema>;
