import * as z from 'zod';
import { serverUrlFault } from '../cm/address.js';
import { mustBe } from './settings-formats.js';

/** A CM server's address: `https:`, or `http:` on this very machine, and nothing behind the host. */
export const serverUrlSchema = z
  .string()
  .max(300)
  .superRefine((text, context) => {
    const fault = serverUrlFault(text);
    if (fault !== null) context.addIssue({ code: 'custom', message: mustBe(fault).message, input: text });
  })
  .describe('Address of the CM service: https, or http on this very machine. Host and port alone: the path goes into prefix.');

/** A Windows path with single backslashes is still JSON, with a tab or a line break where `\t` or `\n` stood. */
export const pathSchema = z
  .string()
  .min(1)
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  .regex(/^[^\x00-\x1f]+$/, mustBe('path'))
  // Any other is looked for where the station was started, which is whoever starts it to choose.
  .refine((path) => (process.platform === 'win32' ? /^(?:[A-Za-z]:[\\/]|\\\\)/ : /^\//).test(path), mustBe('whole-path'));

/** A host by its full name: no wildcard, so that nobody's identity goes to a server nobody named. */
const HOST = '[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?';
export const hostSchema = z
  .string()
  .max(253)
  .regex(new RegExp(`^${HOST}$`), mustBe('host'));
export const hostAndPortSchema = z
  .string()
  .max(259)
  .regex(new RegExp(`^${HOST}(?::[0-9]{1,5})?$`), mustBe('host-and-port'));

/** An https address as both sides must write it alike: a host that no parser changes, a path, and nothing behind it. */
export const httpsAddressSchema = z.string().max(300).refine(isHttpsAddress, mustBe('https-address'));

/** A directory's address (RFC 4516, without a search in it). */
export const directoryUrlSchema = z
  .string()
  .max(300)
  .regex(/^ldaps?:\/\/(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9.])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\/?$/, mustBe('directory-url'));

/** Names of attributes (RFC 4512 §1.4), the first with a value counts. */
export const attributesSchema = z.array(z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, mustBe('attribute'))).min(1);

function isHttpsAddress(text: string): boolean {
  if (!/^https:\/\/[^/?#@\\%\s]+\/[^?#\\%\s]*[^?#\\%\s/]$/.test(text)) return false;
  try {
    return new URL(text).href === text;
  } catch {
    // Such as a port that is none.
    return false;
  }
}
