import { createPublicKey, verify } from 'node:crypto';
import type * as z from 'zod';
import { fail, ok, type Result } from '../../shared/result.js';
import { announcementSchema, MAX_NOTE_LENGTH } from '../../shared/updates.js';
import { visibleText } from '../../shared/visible-text.js';

/** An announcement's bytes and its claimed signature. */
export interface SignedBytes {
  readonly announcement: Buffer;
  readonly signature: Buffer;
}

/** What the office announces. */
export interface Announcement {
  readonly version: string;
  /** The first line of the notes, safe for the screen; null: none. */
  readonly note: string | null;
}

export interface AnnouncementError {
  readonly code: 'wrong-signature' | 'wrong-content';
}

/**
 * Returns the content of a signed announcement. Verifies the signature before anything else.
 * @param publicKey the office's Ed25519 key (RFC 8410), as PEM or as base64
 */
export function readAnnouncement({ announcement, signature }: SignedBytes, publicKey: string): Result<Announcement, AnnouncementError> {
  const key = createPublicKey({ key: Buffer.from(publicKey.replace(/-----[^-]+-----/g, ''), 'base64'), format: 'der', type: 'spki' });
  // Ed25519 includes its hash (RFC 8032 §5.1), so none is named.
  if (!verify(null, announcement, key, signature)) return fail({ code: 'wrong-signature' });
  const content = contentOf(announcement);
  if (content === null) return fail({ code: 'wrong-content' });
  return ok({ version: content.version, note: firstLine(content.notes ?? '') });
}

function contentOf(bytes: Buffer): z.infer<typeof announcementSchema> | null {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Not UTF-8 or not JSON: the caller reports that it is no announcement.
    return null;
  }
  return announcementSchema.safeParse(content).data ?? null;
}

/** Returns the first non-empty line without invisible and direction-changing characters; null: none. */
function firstLine(notes: string): string | null {
  const lines = notes.split(/[\r\n\v\f\u0085\u2028\u2029]/).map((line) => Array.from(visibleText(line.replaceAll('\t', ' ')).trim()));
  const line = lines.find(({ length }) => length > 0);
  if (line === undefined) return null;
  return line.length > MAX_NOTE_LENGTH ? `${line.slice(0, MAX_NOTE_LENGTH - 1).join('')}…` : line.join('');
}
