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
    ['two letters that changed places, the nearest first', 'janssesn', ['1', '2']],
    ['a letter too many in a word, beside one that is right', 'anoukk janssens', ['1']],
    ['a missing letter of a name with accents', 'muler', ['3']],
    ['nothing for a short word: a slip makes another of it', 'anx', []],
    ['nothing for a number: a slip makes another of it', 'ab1235', []],
    ['nothing where one of the words is far off', 'janssesn visser', []],
    ['nothing for nothing', ' ', []],
  ])('%s', (_what, query, ids) => {
    expect(near(query)).toEqual(ids);
  });
});
