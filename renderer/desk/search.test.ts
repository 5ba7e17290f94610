import { describe, expect, it } from 'vitest';
import type { RequestView } from '../../shared/requests.js';
import { search } from './search.js';

const request = (n: number, name: string | null, submittedAt: string): RequestView => {
  const userId = `00000000-0000-4000-8000-00000000000${String(n)}`;
  return {
    requestId: `a0000000-0000-4000-8000-00000000000${String(n)}`,
    type: 1,
    person:
      name === null
        ? { state: 'unresolved', userId }
        : { state: 'resolved', userId, name, account: `acc${String(n)}`, department: 'Onthaal', employeeId: `10${String(n)}` },
    profileTemplate: { profileTemplateId: userId, name: n === 2 ? 'Visitor Badge' : 'Smart Card Logon' },
    submittedAt,
    priority: 0,
    comment: '',
  };
};
const all = [
  request(1, 'Zoë Müller-Weiß', '2026-01-03T08:00:00.000Z'),
  request(2, 'Anouk van den Berghe', '2026-01-01T08:00:00.000Z'),
  request(3, null, '2026-01-02T08:00:00.000Z'),
];
const found = (query: string): string[] => search(all, query).map(({ requestId }) => requestId.slice(-1));

describe('the search', () => {
  it.each([
    ['', ['1', '2', '3']],
    ['zoe', ['1']],
    ['muller weiss', ['1']],
    ['weiß zoe', ['1']],
    ['BERGHE anouk', ['2']],
    ['acc2', ['2']],
    ['visitor', ['2']],
    ['onthaal', ['1', '2']],
    ['a0000000-0000-4000-8000-000000000003', ['3']],
    ['A0000000-0000-4000-8000-000000000003', ['3']],
    ['0003', ['3']],
    ['000', []],
    ['anouk 0002', ['2']],
    ['0002 anouk', ['2']],
    ['anouk muller', []],
  ])('"%s" finds %j', (query, ids) => {
    expect(found(query)).toEqual(ids);
  });

  it('finds a name that contains the character that separates texts', () => {
    const odd = request(4, 'Od\0d', '2026-01-04T08:00:00.000Z');
    expect(search([...all, odd], 'anouk')).toEqual([all[1]]);
    expect(search([...all, odd], 'od')).toEqual([odd]);
  });
});
