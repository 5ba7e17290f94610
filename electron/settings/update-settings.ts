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
      'Where the signed announcement of the newest version is: the whole path of a file, as on a share, or an https address. Its signature is beside it, under the same name with .sig at the end.',
    ),
  publicKey: z
    .string()
    .max(300)
    // An Ed25519 public key (RFC 8410) has 44 bytes; the first twelve identify the type.
    .regex(
      /^\s*(?:-----BEGIN PUBLIC KEY-----)?\s*MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=\s*(?:-----END PUBLIC KEY-----)?\s*$/,
      mustBe('public-key'),
    )
    .describe('The Ed25519 public key that announcements are signed with, as PEM or its base64 alone.'),
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
