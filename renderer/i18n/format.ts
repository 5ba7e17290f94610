import { useTranslation } from './i18n.js';

export interface Formats {
  /** A time of day, with the date if it is not today. */
  readonly time: (instant: string) => string;
  /** Date and time, to the minute or to the second. */
  readonly date: (instant: string, to?: 'minutes' | 'seconds') => string;
  /** The day alone. */
  readonly day: (instant: string) => string;
  /** How long ago, in the largest unit that is still precise enough. */
  readonly age: (instant: string, now: number) => string;
  readonly number: (value: number) => string;
  /** A number of days, with the word. */
  readonly days: (value: number) => string;
  /** A size in a suitable unit. */
  readonly bytes: (value: number) => string;
}

/** Units of an age, their length in seconds, and the minimum number of them: "last month" alone would be too imprecise. */
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number, number][] = [
  ['year', 365 * 86_400, 1],
  ['month', 30 * 86_400, 2],
  ['day', 86_400, 1],
  ['hour', 3_600, 1],
  ['minute', 60, 1],
];

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Returns the date and number formats of a language. */
export function makeFormats(language: string): Formats {
  const timeFormat = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  const dayFormat = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const dateFormat = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const exactFormat = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const ageFormat = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  // French shortens months to "m." and years to "a".
  const longAgeFormat = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'long' });
  const numberFormat = new Intl.NumberFormat(language);
  const daysFormat = new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' });
  return {
    time: (instant) => {
      const date = new Date(instant);
      return date.toDateString() === new Date().toDateString() ? timeFormat.format(date) : dateFormat.format(date);
    },
    date: (instant, to = 'minutes') => (to === 'seconds' ? exactFormat : dateFormat).format(new Date(instant)),
    day: (instant) => dayFormat.format(new Date(instant)),
    age: (instant, now) => {
      const seconds = (Date.parse(instant) - now) / 1_000;
      const found = UNITS.find(([, length, least]) => Math.abs(seconds) >= least * length);
      // "now", because "this minute" is unusual or wrong in some languages.
      if (found === undefined) return ageFormat.format(0, 'second');
      const [unit, size] = found;
      return (unit === 'year' || unit === 'month' ? longAgeFormat : ageFormat).format(Math.trunc(seconds / size), unit);
    },
    number: (value) => numberFormat.format(value),
    days: (value) => daysFormat.format(value),
    bytes: (value) => {
      const power = Math.min(SIZES.length - 1, Math.floor(Math.log(Math.max(1, value)) / Math.log(1_024)));
      const unit = SIZES[power] ?? 'byte';
      return new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: power === 0 ? 0 : 1,
      }).format(value / 1_024 ** power);
    },
  };
}

const made = new Map<string, Formats>();

/** Returns the formats of a language, which are made once. */
export function formatsOf(language: string): Formats {
  const formats = made.get(language) ?? makeFormats(language);
  made.set(language, formats);
  return formats;
}

/** Returns the formats of the current language. */
export function useFormats(): Formats {
  return formatsOf(useTranslation().language);
}
