import { describe, expect, it } from 'vitest';
import { alarmAfterMs, dueAt, scheduleOf } from './backup-schedule.js';

const at = (text: string): Date => new Date(`2026-01-${text}`);

describe('a backup is due', () => {
  const now = at('05T12:00');
  it.each([
    { what: 'at once if there never was one', schedule: { everyHours: 4 }, last: null, due: now },
    { what: 'the set number of hours after the last one', schedule: { everyHours: 4 }, last: at('05T11:00'), due: at('05T15:00') },
    { what: 'at the set time of day', schedule: { at: ['18:00'] }, last: at('05T11:00'), due: at('05T18:00') },
    { what: 'at the next of several times', schedule: { at: ['18:00', '12:30'] }, last: at('05T11:00'), due: at('05T12:30') },
    { what: 'the next day, if today’s was made', schedule: { at: ['08:00'] }, last: at('05T08:00:01'), due: at('06T08:00') },
    {
      what: 'since the scheduled time, if the computer slept through it',
      schedule: { at: ['18:00'] },
      last: at('02T18:00:05'),
      due: at('03T18:00'),
    },
    { what: 'since hours ago, after a weekend', schedule: { everyHours: 4 }, last: at('02T18:00'), due: at('02T22:00') },
    {
      what: 'at once if the last one is in the future: the clock was set back',
      schedule: { at: ['18:00'] },
      last: at('09T11:00'),
      due: now,
    },
  ])('$what', ({ schedule, last, due }) => {
    expect(dueAt(schedule, last, now)).toEqual(due);
  });
});

it('a backup is due every four hours by default', () => {
  expect(scheduleOf({})).toEqual({ everyHours: 4 });
  expect(scheduleOf({ at: ['18:00'], everyHours: 2 })).toEqual({ at: ['18:00'] });
});

it.each([
  [{}, 26],
  [{ everyHours: 48 }, 96],
  [{ everyHours: 1 }, 26],
  [{ everyHours: 1, alarmAfterHours: 3 }, 3],
  [{ everyHours: 12, alarmAfterHours: 3 }, 13],
  [{ everyHours: 48, at: ['18:00'] }, 26],
])('the warning delay fits the schedule: %j', (settings, hours) => {
  expect(alarmAfterMs(settings)).toBe(hours * 3_600_000);
});
