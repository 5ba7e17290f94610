import type { ReportPeriod } from '../../shared/report.js';

export interface PaperFormats {
  /** The period in text: a whole day by its date, otherwise from and to. */
  readonly period: (period: ReportPeriod) => string;
  /** A time of day, with its date if that is not the day the period begins on. */
  readonly time: (instant: string) => string;
  readonly date: (instant: string) => string;
  readonly number: (value: number) => string;
  /** Name of the time zone in this language. */
  readonly zone: string;
}

const DAY_MS = 86_400_000;

/** Returns date and number formats for paper, by language. */
export function paperFormats(language: string, period: ReportPeriod): PaperFormats {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'full' });
  const dayAndTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const number = new Intl.NumberFormat(language);
  const firstDay = new Date(period.from).toDateString();
  const zone = new Intl.DateTimeFormat(language, { timeZoneName: 'long' })
    .formatToParts(new Date(period.from))
    .find(({ type }) => type === 'timeZoneName');
  return {
    period: ({ from, to }) => {
      const [begin, end] = [new Date(from), new Date(to)];
      const isDay =
        begin.getHours() + begin.getMinutes() + end.getHours() + end.getMinutes() === 0 && end.getTime() - begin.getTime() < 1.1 * DAY_MS;
      // Intl omits from a range what both ends share; some languages join them with a thin space that fonts lack.
      return isDay
        ? day.format(begin)
        : `${dayAndTime.format(begin)} – ${end.toDateString() === begin.toDateString() ? time.format(end) : dayAndTime.format(end)}`;
    },
    time: (instant) => {
      const at = new Date(instant);
      return at.toDateString() === firstDay ? time.format(at) : dayAndTime.format(at);
    },
    date: (instant) => dayAndTime.format(new Date(instant)),
    number: (value) => number.format(value),
    zone: zone?.value ?? '',
  };
}
