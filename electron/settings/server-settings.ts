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
    .describe('Path of the CM application below the host.'),
  extraCa: pathSchema.optional().describe('A PEM file of issuers to trust for the CM service beside the system’s.'),
  clientCertificate: z
    .strictObject({
      issuer: z.string().min(1).describe('Common name of the issuer of the certificate to show.'),
      subject: z
        .string()
        .min(1)
        .optional()
        .describe('Common name of its subject; without it the one that is valid longest.')
        .meta(facts('roles', 'people')),
    })
    .optional()
    .describe('Which certificate of the system’s store to show to a CM service that asks for one.'),
  signIn: z
    .strictObject({
      windowsServers: z
        .array(hostSchema)
        .max(50)
        .optional()
        .describe(
          'Hosts the station signs in to by itself with the Windows or Kerberos identity of its account; without it the host of url alone.',
        ),
      pages: z
        .array(hostAndPortSchema)
        .max(50)
        .default([])
        .describe('Hosts of the organisation’s sign-in pages (AD FS), with a port where it is not 443. Over https only.'),
      token: tokenSchema
        .optional()
        .describe('Sign-in by a token of the sign-in service, sent with each call. Without it the pages give cookies.'),
    })
    .prefault({})
    .describe('How the station signs in to the CM service.'),
});
