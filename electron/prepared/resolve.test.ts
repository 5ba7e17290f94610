import { describe, expect, it } from 'vitest';
import type { BindingView } from '../../shared/bindings.js';
import type { PersonPart } from '../../shared/prepared.js';
import type { RequestView } from '../../shared/requests.js';
import { guid } from '../bindings/bindings.fixture.js';
import { isIdOf } from '../cards/written-card-id.js';
import { bound, cardOf, line, physician, request } from './prepared.fixture.js';
import { RequestIndex } from './request-index.js';
import { resolve } from './resolve.js';

interface Case {
  readonly requests?: readonly RequestView[] | null;
  readonly bindings?: readonly BindingView[];
}

function outcome(of: ReturnType<typeof line>, { requests = [request(1), request(2)], bindings = [] }: Case = {}): object {
  const index = new RequestIndex();
  index.change({ put: requests ?? [], removed: [] });
  return resolve(of, {
    requests: requests === null ? null : index,
    claimOfCard: (cardId) => bindings.find((binding) => isIdOf(cardId, binding.cardId)) ?? null,
    claimOfRequest: (requestId) => bindings.find((binding) => binding.request.requestId === requestId) ?? null,
  });
}

const is = (by: PersonPart['by'], value: string): PersonPart => ({ by, value });
const namesake = request(7, 7, {
  person: { state: 'resolved', userId: guid(0x3007), name: 'Person 1', account: 'person7', department: '', employeeId: '10007' },
});
const nameless = request(8, 8, { person: { state: 'unresolved', userId: guid(0x3008) } });

describe('the outcome of a line', () => {
  it.each<[string, ReturnType<typeof line>, Case, object]>([
    ['names a pending request', line(1, { requestId: request(1).requestId }), {}, { outcome: 'request', request: request(1) }],
    [
      'names a request and its person',
      line(1, { requestId: request(1).requestId, person: is('account', 'PERSON1') }),
      {},
      { outcome: 'request', request: request(1) },
    ],
    [
      'names a request for another person',
      line(1, { requestId: request(1).requestId, person: is('account', 'person2') }),
      {},
      { outcome: 'person-differs', request: request(1) },
    ],
    [
      'names a request of another profile template',
      line(1, { requestId: request(1).requestId, template: physician.name }),
      {},
      { outcome: 'template-differs', request: request(1) },
    ],
    ['names a request that is not on the list', line(1, { requestId: guid(0x1099) }), {}, { outcome: 'request-gone' }],
    [
      'names a request before the list was fetched',
      line(1, { requestId: request(1).requestId }),
      { requests: null },
      { outcome: 'list-unknown' },
    ],
    ['names a person by account', line(1, { person: is('account', 'EXAMPLE\\Person1') }), {}, { outcome: 'request', request: request(1) }],
    ['names a person by employee number', line(1, { person: is('employeeId', '10002') }), {}, { outcome: 'request', request: request(2) }],
    [
      'names a person by user id, in braces',
      line(1, { person: is('userId', `{${guid(0x3002).toUpperCase()}}`) }),
      {},
      { outcome: 'request', request: request(2) },
    ],
    [
      'names a person without a known name, by user id',
      line(1, { person: is('any', guid(0x3008)) }),
      { requests: [nameless] },
      { outcome: 'request', request: nameless },
    ],
    [
      'names a person by a full name that one person has',
      line(1, { person: is('any', '  pérson   1 ') }),
      {},
      { outcome: 'request', request: request(1) },
    ],
    [
      'names a person by a full name that two people have',
      line(1, { person: is('name', 'Person 1') }),
      { requests: [request(1), namesake] },
      { outcome: 'person-ambiguous', count: 2 },
    ],
    [
      'names one of two people of the same name by account, too',
      line(1, { person: [is('name', 'Person 1'), is('account', 'person7')] }),
      { requests: [request(1), namesake] },
      { outcome: 'request', request: namesake },
    ],
    ['names a person by part of the name only', line(1, { person: is('name', 'Person') }), {}, { outcome: 'person-unknown' }],
    ['has an employee number in the account column', line(1, { person: is('account', '10001') }), {}, { outcome: 'person-unknown' }],
    ['names a person without a request', line(1, { person: is('any', 'nobody') }), {}, { outcome: 'person-unknown' }],
    ['names a user id without a request', line(1, { person: is('userId', guid(0x3099)) }), {}, { outcome: 'no-request' }],
    [
      'contradicts itself about the person',
      line(1, { person: [is('account', 'person1'), is('employeeId', '10002')] }),
      {},
      { outcome: 'person-unknown' },
    ],
    [
      'names a person before the list was fetched',
      line(1, { person: is('any', 'person1') }),
      { requests: null },
      { outcome: 'list-unknown' },
    ],
    [
      'names a person with two requests',
      line(1, { person: is('any', 'person1') }),
      { requests: [request(1), request(3, 1)] },
      { outcome: 'several-requests', person: request(1).person, count: 2 },
    ],
    [
      'distinguishes two requests by the template’s name',
      line(1, { person: is('any', 'person1'), template: 'physician: logon and signature' }),
      { requests: [request(1), request(3, 1, { profileTemplate: physician })] },
      { outcome: 'request', request: request(3, 1, { profileTemplate: physician }) },
    ],
    [
      'distinguishes two requests by the template’s id',
      line(1, { person: is('any', 'person1'), template: physician.profileTemplateId }),
      { requests: [request(1), request(3, 1, { profileTemplate: physician })] },
      { outcome: 'request', request: request(3, 1, { profileTemplate: physician }) },
    ],
    [
      'names a person with a request of another template',
      line(1, { person: is('any', 'person1'), template: physician.name }),
      {},
      { outcome: 'template-differs', request: request(1) },
    ],
    [
      'names a person with two requests, one of which has its card',
      line(1, { person: is('any', 'person1') }),
      { requests: [request(1), request(3, 1)], bindings: [bound(9, request(1))] },
      { outcome: 'request', request: request(3, 1) },
    ],
    [
      'names a person whose request has another card',
      line(1, { person: is('any', 'person1') }),
      { bindings: [bound(9, request(1))] },
      { outcome: 'already-bound', what: 'request', bound: { cardId: cardOf(9).text } },
    ],
    [
      'names a request that has another card',
      line(1, { requestId: request(1).requestId }),
      { bindings: [bound(9, request(1))] },
      { outcome: 'already-bound', what: 'request', bound: { cardId: cardOf(9).text, at: '2026-01-05T08:00:00.000Z' } },
    ],
    [
      'names a request, and its card is bound to another',
      line(1, { requestId: request(1).requestId }),
      { bindings: [bound(1, request(2))] },
      { outcome: 'already-bound', what: 'card', bound: { person: request(2).person } },
    ],
    [
      'is bound as named',
      line(1, { requestId: request(1).requestId }),
      { requests: [], bindings: [bound(1, request(1))] },
      { outcome: 'done', bound: { requestId: request(1).requestId } },
    ],
    [
      'is bound as named, by person',
      line(1, { person: is('any', 'person1') }),
      { requests: [], bindings: [bound(1, request(1))] },
      { outcome: 'done' },
    ],
    [
      'is bound as named, before the list was fetched',
      line(1, { person: is('any', 'person1') }),
      { requests: null, bindings: [bound(1, request(1))] },
      { outcome: 'done' },
    ],
    [
      'is being bound as named',
      line(1, { person: is('any', 'person1') }),
      { bindings: [bound(1, request(1), { state: 'submitting', attempt: 1 })] },
      { outcome: 'under-way' },
    ],
  ])('that %s', (_what, of, world, expected) => {
    expect(outcome(of, world)).toMatchObject(expected);
  });
});

describe('the index of requests', () => {
  it("forgets a person's earlier name, and keeps what another of their requests still has", () => {
    const index = new RequestIndex();
    index.change({ put: [request(1), request(3, 1)], removed: [] });
    index.change({ put: [], removed: [request(1).requestId] });
    expect(index.usersWritten(line(1, { person: is('any', 'person1') }).personKeys)).toEqual([guid(0x3001)]);
    const renamed = request(3, 1, {
      person: { state: 'resolved', userId: guid(0x3001), name: 'New Name', account: 'newname', department: '', employeeId: '' },
    });
    index.change({ put: [renamed], removed: [] });
    expect(index.usersWritten(line(1, { person: is('any', 'person1') }).personKeys)).toEqual([]);
    expect(index.usersWritten(line(1, { person: is('any', 'new name') }).personKeys)).toEqual([guid(0x3001)]);
    index.change({ put: [], removed: [renamed.requestId] });
    expect(index.usersWritten(line(1, { person: is('any', 'new name') }).personKeys)).toEqual([]);
    expect(index.ofUser(guid(0x3001))).toEqual([]);
  });

  it('finds no one by an empty value', () => {
    const index = new RequestIndex();
    index.change({
      put: [request(1, 1, { person: { state: 'resolved', userId: guid(1), name: '', account: '', department: '', employeeId: ' ' } })],
      removed: [],
    });
    expect(index.usersWritten(line(1, { person: is('any', ' ') }).personKeys)).toEqual([]);
    expect(index.usersWritten([])).toEqual([]);
  });
});
