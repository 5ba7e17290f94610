import { expect, it } from 'vitest';
import { reportPeriodSchema } from '../../shared/report.js';
import { dayOf, isOvernight, periodOf, type PeriodChoice } from './period.js';

const local = (day: number, hours: number): string => new Date(2026, 0, day, hours).toISOString();
const shift = (from: string, to: string): PeriodChoice => ({ kind: 'shift', day: '2026-01-05', from, to });

it('a day ends where the next one begins, in local time', () => {
  expect(periodOf({ ...shift('08:00', '16:00'), kind: 'day' })).toEqual({ from: local(5, 0), to: local(6, 0) });
});

it('a shift is within one day, or ends on the next day', () => {
  expect(periodOf(shift('08:00', '16:00'))).toEqual({ from: local(5, 8), to: local(5, 16) });
  expect(periodOf(shift('22:00', '06:00'))).toEqual({ from: local(5, 22), to: local(6, 6) });
  expect([isOvernight(shift('22:00', '06:00')), isOvernight(shift('08:00', '16:00'))]).toEqual([true, false]);
});

it.each([shift('', '16:00'), shift('08:00', ''), shift('08:00', '08:00'), { ...shift('08:00', '16:00'), day: '' }])(
  'a period is null while something is missing: %j',
  (choice) => {
    expect(periodOf(choice)).toBeNull();
  },
);

it('a period fits the contract on every day of a year, despite clock changes', () => {
  for (let day = 1; day <= 365; day += 1) {
    const period = periodOf({ kind: 'day', day: dayOf(new Date(2026, 0, day, 12)), from: '', to: '' });
    expect(reportPeriodSchema.safeParse(period).success).toBe(true);
  }
});
