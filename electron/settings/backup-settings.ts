import * as z from 'zod';
import { facts } from './setting-facts.js';
import { pathSchema } from './setting-values.js';

/** Backups of the journal: where, when, how many, and when a missing one is reported. */
export const backupSchema = z.strictObject({
  folder: pathSchema
    .regex(/^(?:\/|\\\\|[A-Za-z]:[\\/])/, { message: 'must be a whole path, from the root, a drive or a share on' })
    .describe('Folder or share the backups go to. It must be there: none is made.'),
  everyHours: z
    .number()
    .min(0.25)
    .max(168)
    .optional()
    .describe('Hours from one backup to the next; 4 without it. Not used where at is set.'),
  at: z
    .array(z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { message: 'must be a time of the day as 18:00' }))
    .min(1)
    .optional()
    .describe('Times of the day at which backups are made, e.g. ["12:30", "18:00"], instead of everyHours.'),
  keepCount: z.int().min(1).max(10_000).default(60).describe('How many backups are kept, the newest.'),
  keepDays: z.int().min(1).max(3650).default(90).describe('Days after which a backup is removed; never the newest.'),
  archiveAfterDays: z
    .int()
    .min(90)
    .max(36_500)
    .optional()
    .describe(
      'Age in days from which --archive-journal may take finished bindings out of the journal into an archive. Without it none are.',
    )
    .meta(facts('record')),
  alarmAfterHours: z
    .number()
    .positive()
    .max(744)
    .optional()
    .describe(
      'Age of the last good backup, in hours, from which the screen warns; 26 without it, or twice everyHours where that is more. Never less than everyHours and an hour.',
    ),
});
