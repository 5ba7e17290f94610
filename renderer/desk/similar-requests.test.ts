import { describe, expect, it } from 'vitest';
import type { RequestView } from '../../shared/requests.js';
import { findSimilar, typingErrors } from './similar-requests.js';

const request = (n: number, name: string, employeeId = ''): RequestView => {
  const userId = `00000000-0000-4000-8000-00000000000${String(n)}`;
  return {
    requestId: `a0000000-0000-4000-8000-00000000000${String(n)}`,
    type: 1,
    person: { state: 'resolved', userId, name, account: '', department: '', employeeId },
    profileTemplate: { profileTemplateId: userId, name: 'Smart Card Logon' },
    submittedAt: '2026-01-03T08:00:00.000Z',
    priority: 0,
    comment: '',
  };
};
const all = [request(1, 'Anouk Janssens', 'ab1234'), request(2, 'Piet Jansens'), request(3, 'Zoë Müller-Weiß'), request(4, 'Li Ana')];

function near(query: string): string[] {
  const work = findSimilar(all, query);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value.map(({ requestId }) => requestId.slice(-1));
  }
}

describe('the number of typing errors between a word and the beginning of another', () => {
  it.each([
    ['jansen', 'jansen', 0],
    ['jan', 'jansen', 0],
    ['jasnen', 'jansen', 1],
    ['janen', 'jansen', 1],
    ['janssen', 'jansen', 1],
    ['jamsen', 'jansen', 1],
    ['ajnsne', 'jansen', 2],
    ['', 'jansen', 0],
    ['jan', '', 3],
  ])('%s → %s: %i', (word, other, slips) => {
    expect(typingErrors(word, other, 3)).toBe(slips);
  });

  it('stops counting at the given maximum', () => {
    expect(typingErrors('xyzxyz', 'jansen', 1)).toBeGreaterThan(1);
  });
});

describe('approximate matches of a query', () => {
  it.each([
    ['finds two swapped letters, the nearest first', 'janssesn', ['1', '2']],
    ['finds a word with an extra letter beside a correct one', 'anoukk janssens', ['1']],
    ['finds a name with accents and a missing letter', 'muler', ['3']],
    ['finds nothing for a short word, which an error turns into another', 'anx', []],
    ['finds nothing for a number, which an error turns into another', 'ab1235', []],
    ['finds nothing if one word is too different', 'janssesn visser', []],
    ['finds nothing for an empty query', ' ', []],
  ])('%s', (_what, query, ids) => {
    expect(near(query)).toEqual(ids);
  });
});
