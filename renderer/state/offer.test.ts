import { expect, it } from 'vitest';
import { legacyRequestFacts, requestFactsSchema, requestStageSchema, type RequestFacts } from '../../shared/bindable.js';
import { bindableView, type RequestRules, type RequestView } from '../../shared/requests.js';
import { bindableHere, offerOf } from './offer.js';

const NOW = Date.parse('2026-03-01T08:00:00.000Z');
const rules: RequestRules = { types: [], personal: 'note', order: 'newest', foldAfterDays: 0 };
const request = (n: number, facts: Partial<RequestFacts>, submittedAt = '2026-02-28T08:00:00.000Z'): RequestView => ({
  requestId: `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  type: 1,
  person: { state: 'unresolved', userId: '00000000-0000-4000-8000-000000000001' },
  profileTemplate: { profileTemplateId: '00000000-0000-4000-8000-000000000002', name: null },
  submittedAt,
  priority: 0,
  comment: '',
  facts: { ...legacyRequestFacts(1), isEnrollmentAgent: true, ...facts },
});
const all = [
  request(1, {}),
  request(2, { isVirtual: true }),
  request(3, { isEnrollmentAgent: false }),
  request(4, { stage: 'pending' }),
  request(5, { stage: 'executing' }, '2015-07-07T23:36:21.930Z'),
];
const numbers = (requests: readonly RequestView[]): number[] => requests.map(({ requestId }) => Number(requestId.slice(-12)));
const offer = (change: Partial<RequestRules>): object => {
  const { offered, old, cannot } = offerOf(all, { ...rules, ...change }, NOW);
  return { offered: numbers(offered), old: numbers(old), cannot: numbers(cannot) };
};

it('the list separates requests that cannot be bound here', () => {
  expect(offer({})).toEqual({ offered: [1, 3, 5], old: [], cannot: [2, 4] });
});

it('the list separates requests older than the settings allow', () => {
  expect(offer({ foldAfterDays: 30 })).toEqual({ offered: [1, 3], old: [5], cannot: [2, 4] });
});

it('the list refuses personal requests with the reason, or hides them, as the settings say', () => {
  expect(offer({ personal: 'refuse' })).toEqual({ offered: [1, 5], old: [], cannot: [2, 3, 4] });
  expect(offer({ personal: 'hide' })).toEqual({ offered: [1, 5], old: [], cannot: [2, 4] });
});

it('the list says of every combination of facts what the rule says, although it asks once for equal facts', () => {
  // From the schema, so that a new fact is tried too.
  const facts = Object.entries(requestFactsSchema.shape)
    .reduce<object[]>(
      (some, [fact, schema]) =>
        some.flatMap((one) =>
          [true, false, null, ...requestStageSchema.options]
            .filter((value) => schema.safeParse(value).success)
            .map((value) => ({ ...one, [fact]: value })),
        ),
      [{}],
    )
    .map((one) => requestFactsSchema.parse(one));
  expect(facts.length).toBeGreaterThan(100);
  for (const personal of ['note', 'refuse', 'hide'] as const) {
    const asked = { ...rules, types: [2], personal };
    for (const type of [1, 2, 3])
      for (const one of facts) {
        const shown = { ...request(1, one), type };
        expect(bindableHere(shown, asked), JSON.stringify({ type, ...one })).toEqual(bindableView(shown, asked));
      }
  }
});
