import * as z from 'zod';
import { applicationPath } from '../cm/address.js';
import { facts } from './setting-facts.js';
import { mustBe } from './settings-formats.js';
import { hostAndPortSchema, hostSchema, pathSchema, serverUrlSchema } from './setting-values.js';
import { tokenSchema } from './token-settings.js';

/** The CM service, and how the station signs in to it. */
export const serverSchema = z.strictObject({
  url: serverUrlSchema,
  prefix: z
    .string()
    .max(200)
    .regex(applicationPath, mustBe('prefix'))
    .default('/CertificateManagement')
    .describe('Path of the CM application at that address.'),
  extraCa: pathSchema
    .optional()
    .describe('PEM file of certification authorities to trust for the CM service, in addition to the system’s.'),
  clientCertificate: z
    .strictObject({
      issuer: z.string().min(1).describe('Common name of the issuer of the client certificate.'),
      subject: z
        .string()
        .min(1)
        .optional()
        .describe('Common name of the subject of the client certificate. If not set, the certificate with the latest expiry date is used.')
        .meta(facts('roles', 'people')),
    })
    .optional()
    .describe('Client certificate, from the system’s store, to present if the CM service requires one.'),
  signIn: z
    .strictObject({
      windowsServers: z
        .array(hostSchema)
        .max(50)
        .optional()
        .describe(
          'Hosts that the station signs in to automatically with its Windows or Kerberos identity. If not set, only the host of server.url.',
        ),
      pages: z
        .array(hostAndPortSchema)
        .max(50)
        .default([])
        .describe('Hosts of the organization’s sign-in pages (AD FS), with :PORT if it is not 443. HTTPS only.'),
      token: tokenSchema
        .optional()
        .describe('Sign-in with a token from the sign-in service, sent with each call. If not set, the sign-in pages set cookies.'),
    })
    .prefault({})
    .describe('How the station signs in to the CM service.'),
});
