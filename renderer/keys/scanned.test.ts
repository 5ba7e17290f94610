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
    ['a request by a complete id', scan(id('a').toUpperCase()), [byShort]],
    ['a request by a complete id after a key typed by hand', scan(`x${id('b')}`), [byLong]],
    ['a request by a complete id after half a number', scan(`1234${id('b')}`), [byLong]],
    ['no request by two ids in one', scan(`${id('a')}${id('b')}`), []],
    ['a person by a complete number', scan('88123456'), [byLong]],
    ['a person by a complete number that ends another', scan('123456'), [byShort]],
    ['a person by a complete number in different case', scan(' e-10231 '), [byWord]],
    ['no one by a number read together with another', scan('7700123456'), []],
    ['no one by a number after a key typed by hand', scan('7123456'), []],
    ['no one by a number whose beginning may be missing', scan('123456', { headless: true }), []],
    ['no one by part of an id', scan(id('a').slice(2)), []],
    ['no one by part of a number', scan('8812345'), []],
    ['no one by a name or an account', scan('nvelden2'), []],
    ['no one by two numbers in one', scan('12345688123456'), []],
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
    ['is always Enter', scan('10231'), 'tab', true],
    ['is always CR LF', scan('10231', { suffix: 'crlf' }), 'none', true],
    ['is Tab automatically', scan('10231', { suffix: 'tab' }), 'auto', true],
    ['is Tab if it is set', scan('10231', { suffix: 'tab' }), 'tab', true],
    ['is not Tab if another suffix is set', scan('10231', { suffix: 'tab' }), 'enter', false],
    ['is not silence automatically, because more may come', scan(id('a'), { suffix: 'none' }), 'auto', false],
    ['is silence if no suffix is set', scan('10231', { suffix: 'none' }), 'none', true],
    ['is nothing for text typed by hand', scan('10231', { byMachine: false }), 'auto', false],
  ] as const)('%s', (_what, scanned, suffix, is) => {
    expect(isScan(scanned, { ...anyScanner, suffix })).toBe(is);
  });
});
