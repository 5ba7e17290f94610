import * as z from 'zod';
import { serverUrlFault } from '../cm/address.js';
import { mustBe } from './settings-formats.js';

/** A CM server's address: `https:`, or `http:` on this computer, with nothing after the host. */
export const serverUrlSchema = z
  .string()
  .max(300)
  .superRefine((text, context) => {
    const fault = serverUrlFault(text);
    if (fault !== null) context.addIssue({ code: 'custom', message: mustBe(fault).message, input: text });
  })
  .describe('Address of the CM service: https, or http for this computer only. Host and port only; the path goes into server.prefix.');

/** A Windows path with single backslashes is valid JSON, but `\t` or `\n` becomes a tab or a line break. */
export const pathSchema = z
  .string()
  .min(1)
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  .regex(/^[^\x00-\x1f]+$/, mustBe('path'))
  // A relative path would depend on the folder in which the user starts the station.
  .refine((path) => (process.platform === 'win32' ? /^(?:[A-Za-z]:[\\/]|\\\\)/ : /^\//).test(path), mustBe('whole-path'));

/** A full host name without wildcards, so that credentials go to no unnamed server. */
const HOST = '[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?';
export const hostSchema = z
  .string()
  .max(253)
  .regex(new RegExp(`^${HOST}$`), mustBe('host'));
export const hostAndPortSchema = z
  .string()
  .max(259)
  .regex(new RegExp(`^${HOST}(?::[0-9]{1,5})?$`), mustBe('host-and-port'));

/** An https address in canonical form: a host that no parser changes, a path, and nothing after it. */
export const httpsAddressSchema = z.string().max(300).refine(isHttpsAddress, mustBe('https-address'));

/** A directory's address (RFC 4516, without search parts). */
export const directoryUrlSchema = z
  .string()
  .max(300)
  .regex(/^ldaps?:\/\/(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9.])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\/?$/, mustBe('directory-url'));

/** Attribute names (RFC 4512 §1.4), in order of preference; the first with a value counts. */
export const attributesSchema = z.array(z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, mustBe('attribute'))).min(1);

function isHttpsAddress(text: string): boolean {
  if (!/^https:\/\/[^/?#@\\%\s]+\/[^?#\\%\s]*[^?#\\%\s/]$/.test(text)) return false;
  try {
    return new URL(text).href === text;
  } catch {
    // For instance an invalid port.
    return false;
  }
}
