import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** A CM server's address: `https:`, or `http:` on this very machine. */
const serverUrlSchema = z
  .url()
  .refine(isServerUrl, { message: 'must begin with https:// (http:// only for this machine itself)' });

/** The station's settings file, `settings.json` in its profile. Every key is optional; unknown keys are refused. */
export const settingsSchema = z.strictObject({
  /** The CM service. Without it the station opens in training mode. */
  server: z
    .strictObject({
      url: serverUrlSchema,
      /** Path of the CM application below the host. */
      prefix: z.string().startsWith('/').default('/CertificateManagement'),
    })
    .optional(),
  /** A CSV file that says who a user GUID is. */
  roster: z.string().min(1).optional(),
  policy: z
    .strictObject({
      /** Bind requests whose person has no known name. */
      bindUnresolvedPeople: z.boolean().default(false),
      /**
       * Accept bindings while the server cannot be reached, and send them when it can. The server may still refuse
       * them then, when the person has gone with the card.
       */
      bindOffline: z.boolean().default(false),
      /** Hours after which the last list of requests is too old to bind from while offline. */
      longestOfflineHours: z.number().positive().max(168).default(24),
    })
    .prefault({}),
  cards: z
    .strictObject({
      /** How a PIV card's GUID is told to the server: as Windows' Base CSP shows it, or as the standard writes it. */
      pivByteOrder: z.enum(['windows-guid', 'rfc4122']).default('windows-guid'),
      /**
       * Readers, by PC/SC name, whose contactless cards may be known by their UID. A UID proves nothing: whoever
       * copies it is that card.
       */
      contactlessUidReaders: z.array(z.string().min(1)).default([]),
    })
    .prefault({}),
  /** Seconds between two fetches of the list of requests. */
  pollSeconds: z.int().min(2).max(3600).default(30),
  training: z
    .strictObject({
      /** `auto`: virtual readers only while no real reader is attached. */
      readers: z.enum(['auto', 'on', 'off']).default('auto'),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

export type SettingsOutcome =
  | { readonly outcome: 'read'; readonly settings: Settings }
  | { readonly outcome: 'invalid'; readonly detail: string };

/**
 * Reads a settings file. A missing file means the defaults. A file that is there and wrong is never half-used:
 * the outcome says what is wrong, by key.
 */
export async function readSettings(file: string): Promise<SettingsOutcome> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { outcome: 'read', settings: settingsSchema.parse({}) };
    }
    return { outcome: 'invalid', detail: error instanceof Error ? error.message : String(error) };
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { outcome: 'invalid', detail: error instanceof Error ? error.message : String(error) };
  }
  const parsed = settingsSchema.safeParse(json);
  return parsed.success
    ? { outcome: 'read', settings: parsed.data }
    : { outcome: 'invalid', detail: z.prettifyError(parsed.error) };
}

function isServerUrl(text: string): boolean {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return false;
  }
  const isThisMachine = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine);
}
