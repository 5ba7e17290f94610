import { expect, it } from 'vitest';
import { queryOf } from './history-state.js';

it('a range of days includes the whole of its last day, in local time', () => {
  const query = queryOf({ text: 'zoë', fromDay: '2026-02-28', toDay: '2026-02-28', state: 'all' }, null);
  expect(query).toEqual({
    text: 'zoë',
    from: new Date(2026, 1, 28).toISOString(),
    to: new Date(2026, 2, 1).toISOString(),
    states: [],
    outcomes: [],
    before: null,
  });
});

it('days that are empty or half typed do not filter', () => {
  expect(queryOf({ text: '', fromDay: '', toDay: '2026-02', state: 'bound' }, 7)).toEqual({
    text: '',
    from: null,
    to: null,
    states: ['bound'],
    outcomes: [],
    before: 7,
  });
});

it.each([
  ['executed', ['executed']],
  ['never-executed', ['overdue', 'never-executed']],
  ['ended', ['failed', 'canceled', 'denied', 'gone']],
  ['abandoned', ['abandoned']],
] as const)('finds bound requests that were %s by what became of them', (state, outcomes) => {
  expect(queryOf({ text: '', fromDay: '', toDay: '', state }, null)).toMatchObject({ states: ['bound'], outcomes });
});
