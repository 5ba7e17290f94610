import { describe, expect, it } from 'vitest';
import { anyScanner } from '../../shared/preferences.js';
import type { RequestView } from '../../shared/requests.js';
import type { Scan } from './scan.js';
import { isNamedBy, isScan, namedAtDesk, requestsOfScan } from './scanned.js';

const request = (requestId: string, employeeId: string, account = 'someone'): RequestView => ({
  requestId,
  type: 1,
  person: { state: 'resolved', userId: requestId, name: 'Some One', account, department: '', employeeId },
  profileTemplate: { profileTemplateId: requestId, name: null },
  submittedAt: '2026-01-05T08:00:00.000Z',
  priority: 0,
  comment: '',
});
const id = (digit: string): string => `${digit.repeat(8)}-819f-4608-8cf8-352fafa99a98`;
const byShort = request(id('a'), '123456');
const byLong = request(id('b'), '88123456');
const byWord = request(id('c'), 'E-10231', 'nvelden2');
const all = [byShort, byLong, byWord];
const scan = (text: string, change: Partial<Scan> = {}): Scan => ({
  text,
  suffix: 'enter',
  keyMs: 8,
  byMachine: true,
  headless: false,
  ...change,
});

describe('a scan selects', () => {
  it.each([
    ['a whole request id', scan(id('a').toUpperCase()), [byShort]],
    ['a whole request id behind a key of a hand', scan(`x${id('b')}`), [byLong]],
    ['a whole request id behind half a number', scan(`1234${id('b')}`), [byLong]],
    ['no request of two ids in one', scan(`${id('a')}${id('b')}`), []],
    ['a whole number', scan('88123456'), [byLong]],
    ['a whole number that ends another', scan('123456'), [byShort]],
    ['a whole number in other letters', scan(' e-10231 '), [byWord]],
    ['no number that was read together with another', scan('7700123456'), []],
    ['no number behind a key of a hand', scan('7123456'), []],
    ['no number whose head may be missing', scan('123456', { headless: true }), []],
    ['no part of an id', scan(id('a').slice(2)), []],
    ['no part of a number', scan('8812345'), []],
    ['no name, and no account', scan('nvelden2'), []],
    ['no two numbers in one', scan('12345688123456'), []],
  ])('%s', (_what, scanned, found) => {
    expect(requestsOfScan(all, scanned)).toEqual(found);
  });

  it('no person without a number when it is empty', () => {
    expect(requestsOfScan([request(id('d'), '')], scan(' '))).toEqual([]);
  });
});

it('bindable requests at the desk, and others only if there are none', () => {
  const virtual = request(id('d'), '123456');
  expect(namedAtDesk({ bindable: all, cannot: [virtual] }, scan('123456'))).toEqual({ requests: [byShort], isBindable: true });
  expect(namedAtDesk({ bindable: [byLong], cannot: [virtual] }, scan('123456'))).toEqual({ requests: [virtual], isBindable: false });
  expect(namedAtDesk({ bindable: [byLong], cannot: [] }, scan('123456')).requests).toEqual([]);
});

it('no one by a part of their number, but anyone whose name matches', () => {
  expect(isNamedBy(byLong, '123456')).toBe(false);
  expect(isNamedBy(byShort, '123456')).toBe(true);
  expect(isNamedBy(byWord, 'nvelden2')).toBe(true);
  expect(isNamedBy(byWord, 'some')).toBe(true);
  expect(isNamedBy(byWord, id('c'))).toBe(true);
});

describe('the end of a scan', () => {
  it.each([
    ['Enter, always', scan('10231'), 'tab', true],
    ['CR LF, always', scan('10231', { suffix: 'crlf' }), 'none', true],
    ['Tab, by itself', scan('10231', { suffix: 'tab' }), 'auto', true],
    ['Tab, where it is set', scan('10231', { suffix: 'tab' }), 'tab', true],
    ['not Tab, where something else is set', scan('10231', { suffix: 'tab' }), 'enter', false],
    ['not silence by itself: more may come', scan(id('a'), { suffix: 'none' }), 'auto', false],
    ['silence, where it is set', scan('10231', { suffix: 'none' }), 'none', true],
    ['nothing that a hand types', scan('10231', { byMachine: false }), 'auto', false],
  ] as const)('%s', (_what, scanned, suffix, is) => {
    expect(isScan(scanned, { ...anyScanner, suffix })).toBe(is);
  });
});
