import * as z from 'zod';
import { facts } from './setting-facts.js';
import { pathSchema } from './setting-values.js';

/** Backups of the journal: where, when, how many, and when a missing one is reported. */
export const backupSchema = z.strictObject({
  folder: pathSchema
    .regex(/^(?:\/|\\\\|[A-Za-z]:[\\/])/, { message: 'must be a whole path, from the root, a drive or a share on' })
    .describe('Folder or share for the backups. It must exist; the station does not create it.'),
  everyHours: z.number().min(0.25).max(168).optional().describe('Hours between two backups; 4 if not set. Ignored if backup.at is set.'),
  at: z
    .array(z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { message: 'Enter a time of day as 18:00' }))
    .min(1)
    .optional()
    .describe('Times of day for backups, for example ["12:30", "18:00"], instead of backup.everyHours.'),
  keepCount: z.int().min(1).max(10_000).default(60).describe('Number of backups to keep. The newest are kept.'),
  keepDays: z.int().min(1).max(3650).default(90).describe('Days after which a backup is removed. The newest backup is never removed.'),
  archiveAfterDays: z
    .int()
    .min(90)
    .max(36_500)
    .optional()
    .describe(
      'Age in days from which --archive-journal can move finished bindings from the journal to an archive. If not set, nothing is archived.',
    )
    .meta(facts('record')),
  alarmAfterHours: z
    .number()
    .positive()
    .max(744)
    .optional()
    .describe(
      'Age of the last good backup, in hours, from which a warning is shown. If not set: 26, or twice backup.everyHours if that is more. Never less than backup.everyHours plus one hour.',
    ),
});
