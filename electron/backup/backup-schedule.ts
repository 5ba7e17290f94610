import type { Settings } from '../settings/settings.js';

/** When backups are made: a number of hours after the last one, or at times of the day in the computer's time zone. */
export type BackupSchedule = { readonly everyHours: number } | { readonly at: readonly string[] };

const HOUR_MS = 3_600_000;
const EVERY_HOURS = 4;
const ALARM_HOURS = 26;

type BackupSettings = NonNullable<Settings['backup']>;

/** Returns the schedule in the settings. */
export function scheduleOf({ everyHours, at }: Pick<BackupSettings, 'everyHours' | 'at'>): BackupSchedule {
  return at === undefined ? { everyHours: everyHours ?? EVERY_HOURS } : { at };
}

/** Returns the age of the last good backup that causes a warning, ms: longer than any scheduled interval. */
export function alarmAfterMs({ alarmAfterHours, everyHours, at }: Pick<BackupSettings, 'alarmAfterHours' | 'everyHours' | 'at'>): number {
  const pause = at === undefined ? (everyHours ?? EVERY_HOURS) : 0;
  return Math.max(alarmAfterHours ?? Math.max(ALARM_HOURS, 2 * pause), pause + 1) * HOUR_MS;
}

/**
 * Returns when the next backup is due. It is compared with the clock repeatedly, so it holds across restarts, sleep and clock
 * changes. A time that passed during sleep is due immediately.
 * @param last time of the last good backup; null if there is none
 */
export function dueAt(schedule: BackupSchedule, last: Date | null, now: Date): Date {
  // A backup from the future was made while the clock was wrong, so its age is unknown.
  if (last === null || last > now) return now;
  return 'everyHours' in schedule ? new Date(last.getTime() + schedule.everyHours * HOUR_MS) : firstAfter(last, schedule.at);
}

/** Returns the first of the times after a moment. Uses calendar days, so a day of 23 hours has all times too. */
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
