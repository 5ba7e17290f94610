import * as z from 'zod';
import { pathSchema } from './setting-values.js';
import { mustBe } from './settings-formats.js';

/** An address of a file, with nothing in it that tells who asks, and with an end that `.sig` can follow. */
const ADDRESS = /^https:\/\/[^\s\\?#@/]+\/(?:[^\s\\?#@]*[^\s\\?#@/])$/;
/** One letter and a colon begin a path of Windows. */
const ANY_ADDRESS = /^[A-Za-z][A-Za-z0-9+.-]+:/;

/** Where the office announces newer versions of the station, and by which key. */
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
    // An Ed25519 key (RFC 8410) is 44 bytes, of which the first twelve say what it is.
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
    // Such as a port that is none.
    return false;
  }
}
