import { describe, expect, it } from 'vitest';
import type { PreparedOutcome } from '../../shared/prepared.js';
import { checkCardAndRequest, refusalOf, type MatchingLines } from './check.js';
import { cardOf, line, request } from './prepared.fixture.js';

const wanted = request(1);
const mine = line(1, { requestId: wanted.requestId });
const mineByPerson = line(1, { person: { by: 'any', value: 'person1' } });
const forAnother = line(1, { requestId: request(2).requestId, person: { by: 'name', value: 'Person 2' } });
const others = line(5, { requestId: wanted.requestId });
const means = (request_: typeof wanted): PreparedOutcome => ({ outcome: 'request', request: request_ });

describe('what the files say about a card and a request', () => {
  it.each<[string, MatchingLines, object]>([
    ['nothing if no line names either', { ofCard: null, ofRequest: [] }, { check: 'none' }],
    [
      'that they fit if the card’s line names the request',
      { ofCard: { assignment: mine, outcome: means(wanted) }, ofRequest: [mine] },
      { check: 'fits', by: mine.view },
    ],
    [
      'that they fit if the person has several requests and this is one of them',
      { ofCard: { assignment: mineByPerson, outcome: { outcome: 'several-requests', person: wanted.person, count: 2 } }, ofRequest: [] },
      { check: 'fits' },
    ],
    [
      'that the card is for another request if its line names one',
      { ofCard: { assignment: forAnother, outcome: means(request(2)) }, ofRequest: [] },
      { check: 'card-for-another', by: forAnother.view, request: request(2) },
    ],
    [
      'that the card is for another request if its line names one that is gone',
      { ofCard: { assignment: forAnother, outcome: { outcome: 'request-gone' } }, ofRequest: [] },
      { check: 'card-for-another', request: null },
    ],
    [
      'that the request is for another card if another card’s line names it',
      { ofCard: null, ofRequest: [others] },
      { check: 'request-for-another', by: others.view },
    ],
    [
      'that the card is for another request, even if the request is also for another card',
      { ofCard: { assignment: forAnother, outcome: means(request(2)) }, ofRequest: [others] },
      { check: 'card-for-another' },
    ],
    [
      'that the request is for another card although the person has another request for this one',
      {
        ofCard: { assignment: mineByPerson, outcome: { outcome: 'several-requests', person: wanted.person, count: 2 } },
        ofRequest: [others],
      },
      { check: 'request-for-another', by: others.view },
    ],
    [
      'that it is unclear if two lines name the request',
      {
        ofCard: { assignment: mine, outcome: { outcome: 'contested', request: wanted, others: [others.view] } },
        ofRequest: [mine, others],
      },
      { check: 'unclear', why: 'contested' },
    ],
    [
      'that it is unclear if two people match the line',
      { ofCard: { assignment: mineByPerson, outcome: { outcome: 'person-ambiguous', count: 2 } }, ofRequest: [] },
      { check: 'unclear', why: 'person-ambiguous' },
    ],
  ])('%s', (_what, lines, said) => {
    expect(checkCardAndRequest(lines, wanted)).toMatchObject(said);
  });
});

describe('what the files refuse', () => {
  const cardForAnother = checkCardAndRequest({ ofCard: { assignment: forAnother, outcome: means(request(2)) }, ofRequest: [] }, wanted);
  const requestForAnother = checkCardAndRequest({ ofCard: null, ofRequest: [others] }, wanted);

  it.each([
    [
      cardForAnother,
      { code: 'card-prepared-for-another', file: 'cards.csv', line: 2, requestId: request(2).requestId, personName: 'Person 2' },
    ],
    [requestForAnother, { code: 'request-prepared-for-another', file: 'cards.csv', line: 6, card: cardOf(5).text }],
  ])('%o', (said, error) => {
    expect(refusalOf(said, 'refuse')).toEqual(error);
    expect(refusalOf(said, 'warn')).toBeNull();
  });

  it.each(['none', 'fits', 'unclear'] as const)('nothing if the files say: %s', (check) => {
    const said = {
      none: { check: 'none' },
      fits: { check: 'fits', by: mine.view },
      unclear: { check: 'unclear', by: mine.view, why: 'contested' },
    } as const;
    expect(refusalOf(said[check], 'refuse')).toBeNull();
  });
});
