import type { Settings } from '../settings/settings.js';

/** When backups are made: so many hours after the last one, or at times of the day, in the computer's own time zone. */
export type BackupSchedule = { readonly everyHours: number } | { readonly at: readonly string[] };

const HOUR_MS = 3_600_000;
const EVERY_HOURS = 4;
const ALARM_HOURS = 26;

type BackupSettings = NonNullable<Settings['backup']>;

/** The schedule that the settings ask for. */
export function scheduleOf({ everyHours, at }: Pick<BackupSettings, 'everyHours' | 'at'>): BackupSchedule {
  return at === undefined ? { everyHours: everyHours ?? EVERY_HOURS } : { at };
}

/** How old the last good backup may be before somebody is told, ms: longer than the longest pause that is meant. */
export function alarmAfterMs({ alarmAfterHours, everyHours, at }: Pick<BackupSettings, 'alarmAfterHours' | 'everyHours' | 'at'>): number {
  const pause = at === undefined ? (everyHours ?? EVERY_HOURS) : 0;
  return Math.max(alarmAfterHours ?? Math.max(ALARM_HOURS, 2 * pause), pause + 1) * HOUR_MS;
}

/**
 * When the next backup is due. Compared with the clock again and again, so that it holds over restarts, sleep and
 * changes of the clock: a time that was slept through is due at once.
 *
 * @param last when the last good one was made; null: never
 */
export function dueAt(schedule: BackupSchedule, last: Date | null, now: Date): Date {
  // One of the future was made while the clock was wrong: nobody can say how old it is.
  if (last === null || last > now) return now;
  return 'everyHours' in schedule ? new Date(last.getTime() + schedule.everyHours * HOUR_MS) : firstAfter(last, schedule.at);
}

/** The first of the times after a moment. Days are counted by the calendar, so that a day of 23 hours has them all too. */
function firstAfter(moment: Date, times: readonly string[]): Date {
  const candidates = [0, 1].flatMap((day) =>
    times.map((time) => {
      const [hours = 0, minutes = 0] = time.split(':').map(Number);
      return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + day, hours, minutes);
    }),
  );
  const [first = moment] = candidates.filter((candidate) => candidate > moment).sort((a, b) => a.getTime() - b.getTime());
  return first;
}
