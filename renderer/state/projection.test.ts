import { describe, expect, it } from 'vitest';
import type { StationEvent } from '../../shared/contract.js';
import type { RequestView } from '../../shared/requests.js';
import { applyAll, type Projection } from './projection.js';

const request = (requestId: string): RequestView => ({
  requestId,
  type: 1,
  person: { state: 'unresolved', userId: requestId },
  profileTemplate: { profileTemplateId: requestId, name: null },
  submittedAt: '2026-01-05T08:00:00.000Z',
  priority: 0,
  comment: '',
});
const start: Projection = {
  seq: 7,
  version: '0.0.0',
  mode: 'live',
  server: 'cm.example',
  signIn: { identity: { name: 'desk', source: 'account' }, needed: null, kept: false },
  role: { role: 'administrator', source: 'unset', asOf: null },
  fourEyes: [],
  kiosk: { state: 'off', idleMs: null },
  expectedKinds: {},
  preferences: { language: 'en', theme: 'system', textSize: 'normal', sounds: true },
  service: { state: 'up', driver: 'smartcard' },
  readers: [],
  line: { state: 'connecting' },
  requests: new Map([['a', request('a')]]),
  requestsFetchedAt: null,
  bindings: [],
  prepared: { total: 0, revision: 0, cards: [] },
  training: null,
  stock: { revision: 0, counts: { 'in-stock': 0, used: 0, lost: 0 }, lowAt: 0 },
  stockProgress: null,
  warnings: [],
};
const at = '2026-01-05T09:00:00.000Z';
const listed = (seq: number, put: string[], removed: string[] = []): StationEvent => ({
  seq,
  name: 'requests/changed',
  payload: { put: put.map(request), removed, fetchedAt: at },
});
const line: StationEvent = { seq: 9, name: 'line/changed', payload: { line: { state: 'up', answeredAt: at } } };

describe('events in a row', () => {
  it('bring the list forward portion by portion, and leave the one before as it was', () => {
    const next = applyAll(start, [listed(8, ['b', 'c']), line, listed(10, ['d'], ['a', 'b'])]);
    expect(next).toMatchObject({ seq: 10, requestsFetchedAt: at, line: { state: 'up' } });
    expect(next === 'gap' ? [] : [...next.requests.keys()]).toEqual(['c', 'd']);
    expect([...start.requests.keys()]).toEqual(['a']);
  });

  it('that are known already change nothing', () => {
    expect(applyAll(start, [listed(6, ['b']), listed(7, ['c'])])).toBe(start);
  });

  it('with one missing are a gap', () => {
    expect(applyAll(start, [listed(8, ['b']), listed(10, ['c'])])).toBe('gap');
  });

  it('that only say when the list was fetched keep the list itself', () => {
    const next = applyAll(start, [listed(8, [])]);
    expect(next === 'gap' ? null : next.requests).toBe(start.requests);
  });
});
