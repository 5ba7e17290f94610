import * as z from 'zod';
import { pathSchema } from './setting-values.js';
import { mustBe } from './settings-formats.js';

/** The https address of a file, without credentials, query or fragment, to which `.sig` can be appended. */
const ADDRESS = /^https:\/\/[^\s\\?#@/]+\/(?:[^\s\\?#@]*[^\s\\?#@/])$/;
/** A single letter and a colon start a Windows path. */
const ANY_ADDRESS = /^[A-Za-z][A-Za-z0-9+.-]+:/;

/** Where the office announces newer versions, and the key that signs them. */
export const updatesSchema = z.strictObject({
  announcement: z
    .string()
    .max(1_000)
    .superRefine((text, context) => {
      const messages = ANY_ADDRESS.test(text)
        ? isAddress(text)
          ? []
          : [mustBe('announcement-address').message]
        : (pathSchema.safeParse(text).error?.issues ?? []).map(({ message }) => message).slice(0, 1);
      for (const message of messages) context.addIssue({ code: 'custom', message, input: text });
    })
    .describe(
      'Location of the signed announcement of the newest version: the full path of a file, for example on a share, or an https address. Its signature is in the same place, under the same name with .sig added.',
    ),
  publicKey: z
    .string()
    .max(300)
    // An Ed25519 public key (RFC 8410) has 44 bytes; the first twelve identify the type.
    .regex(
      /^\s*(?:-----BEGIN PUBLIC KEY-----)?\s*MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=\s*(?:-----END PUBLIC KEY-----)?\s*$/,
      mustBe('public-key'),
    )
    .describe('Ed25519 public key that verifies the announcement, as PEM or base64.'),
});

function isAddress(text: string): boolean {
  if (!ADDRESS.test(text)) return false;
  try {
    return new URL(text).protocol === 'https:';
  } catch {
    // For instance an invalid port.
    return false;
  }
}
