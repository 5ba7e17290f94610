import * as z from 'zod';
import { instantSchema } from './ids.js';

/** A server's certificate as a person may compare it: every fact in the certificate's own words. */
export const certificateFactsSchema = z.strictObject({
  subject: z.string().max(1000),
  issuer: z.string().max(1000),
  /** The host names it is for. */
  names: z.array(z.string().max(300)).max(100),
  validFrom: instantSchema,
  validTo: instantSchema,
  /** SHA-256 of the whole certificate, pairs of hex digits parted by colons. */
  fingerprint: z.string().regex(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
});
export type CertificateFacts = z.infer<typeof certificateFactsSchema>;

/**
 * What is wrong with a server's certificate.
 * - `invalid`: anything else that keeps it from being believed, e.g. it is no certificate for a server.
 */
export const certificateProblemSchema = z.enum(['expired', 'not-yet-valid', 'unknown-issuer', 'wrong-name', 'revoked', 'weak', 'invalid']);
export type CertificateProblem = z.infer<typeof certificateProblemSchema>;

/** A certificate that was not believed, and why. */
export const refusedCertificateSchema = certificateFactsSchema.extend({
  problem: certificateProblemSchema,
  /** The host that was asked for. */
  host: z.string().max(300),
});
export type RefusedCertificate = z.infer<typeof refusedCertificateSchema>;
