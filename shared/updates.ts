import * as z from 'zod';

/** A version of the station: three numbers, the core of semantic versioning (semver.org, 2), and nothing more. */
export const versionSchema = z.string().regex(/^(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5})){2}$/);

/** Longest line of the office's notes that the screen shows, characters. */
export const MAX_NOTE_LENGTH = 200;

/** What the office announces, signed: a version that stations are to have, and why. */
export const announcementSchema = z.strictObject({ version: versionSchema, notes: z.string().optional() });
