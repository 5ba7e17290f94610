import type { ReportPeriod } from '../../shared/report.js';

/** The operator's choice: a whole day, or a shift that may end on the next day; local days and times. */
export interface PeriodChoice {
  readonly kind: 'day' | 'shift';
  /** `YYYY-MM-DD`, or empty. */
  readonly day: string;
  /** `HH:MM`, or empty. */
  readonly from: string;
  readonly to: string;
}

/** Returns the period of a choice; null while it is incomplete. A day ends where the next one begins. */
export function periodOf({ kind, day, from, to }: PeriodChoice): ReportPeriod | null {
  if (kind === 'day') return between(moment(day, '00:00', 0), moment(day, '00:00', 1));
  if (from === '' || to === '' || from === to) return null;
  return between(moment(day, from, 0), moment(day, to, isOvernight({ kind, day, from, to }) ? 1 : 0));
}

/** Returns whether a shift ends on the day after it begins. */
export function isOvernight({ kind, from, to }: PeriodChoice): boolean {
  return kind === 'shift' && from !== '' && to !== '' && to < from;
}

/** Returns the date in the format of a date field. */
export function dayOf(now: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${String(now.getFullYear()).padStart(4, '0')}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function moment(day: string, time: string, daysLater: number): Date | null {
  const date = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  const [hours, minutes] = time.split(':').map(Number);
  if (date === null || hours === undefined || minutes === undefined) return null;
  const at = new Date(Number(date[1]), Number(date[2]) - 1, Number(date[3]) + daysLater, hours, minutes);
  return Number.isNaN(at.getTime()) ? null : at;
}

function between(from: Date | null, to: Date | null): ReportPeriod | null {
  return from === null || to === null || to <= from ? null : { from: from.toISOString(), to: to.toISOString() };
}
