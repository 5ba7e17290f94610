import * as z from 'zod';

/** A version of the station: three numbers, the core of semantic versioning (semver.org, 2), and nothing else. */
export const versionSchema = z.string().regex(/^(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5})){2}$/);

/** Maximum length of a line of the announcement's notes on the screen, characters. */
export const MAX_NOTE_LENGTH = 200;

/** The signed announcement: the version that stations should have, and why. */
export const announcementSchema = z.strictObject({ version: versionSchema, notes: z.string().optional() });
