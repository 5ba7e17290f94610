import { describe, expect, it } from 'vitest';
import type { CareOutcome } from '../../shared/after-care.js';
import { MAX_CLOSED_SHOWN, type BindingState, type BindingView } from '../../shared/bindings.js';
import type { StationEvent } from '../../shared/contract.js';
import { anyScanner } from '../../shared/preferences.js';
import type { RequestView } from '../../shared/requests.js';
import { applyAll, type Projection } from './projection.js';
import { listOf } from './request-list.js';

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
  printSlips: false,
  requestRules: { types: [], personal: 'note', order: 'oldest', foldAfterDays: 0 },
  preferences: { language: 'en', theme: 'system', textSize: 'normal', sounds: true, scanner: anyScanner },
  service: { state: 'up', driver: 'smartcard' },
  readers: [],
  connection: { state: 'connecting' },
  requests: listOf([request('a')]),
  requestsFetchedAt: null,
  bindings: [],
  prepared: { total: 0, revision: 0, cards: [] },
  run: null,
  training: null,
  stock: { revision: 0, counts: { 'in-stock': 0, used: 0, lost: 0 }, lowAt: 0, confirmSerial: false },
  stockProgress: null,
  afterCare: { executed: 0, neverExecuted: 0 },
  warnings: [],
};
const at = '2026-01-05T09:00:00.000Z';
const listed = (seq: number, put: string[], removed: string[] = []): StationEvent => ({
  seq,
  name: 'requests/changed',
  payload: { put: put.map(request), removed, fetchedAt: at },
});
const line: StationEvent = { seq: 9, name: 'state/changed', payload: { connection: { state: 'up', answeredAt: at } } };

describe('a sequence of events', () => {
  it('updates the list portion by portion, with a new identity', () => {
    const before = { ...start, requests: listOf([request('a')]) };
    const next = applyAll(before, [listed(8, ['b', 'c']), line, listed(10, ['d'], ['a', 'b'])]);
    expect(next).toMatchObject({ seq: 10, requestsFetchedAt: at, connection: { state: 'up' } });
    if (next === 'gap') throw new Error('There is no gap');
    expect(next.requests.byId.values().map(({ requestId }) => requestId)).toEqual(['c', 'd']);
    // Caches keyed by it are recomputed.
    expect(next.requests.byId).not.toBe(before.requests.byId);
  });

  it('changes nothing if it is already known', () => {
    expect(applyAll(start, [listed(6, ['b']), listed(7, ['c'])])).toBe(start);
  });

  it('has a gap if an event is missing', () => {
    expect(applyAll(start, [listed(8, ['b']), listed(10, ['c'])])).toBe('gap');
  });

  it('keeps the list itself if only the time of fetching changed', () => {
    const next = applyAll(start, [listed(8, [])]);
    expect(next === 'gap' ? null : next.requests).toBe(start.requests);
  });

  const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
  const moved = (seq: number, bindingId: string, state: BindingState): StationEvent => ({
    seq,
    name: 'bindings/changed',
    payload: { binding: viewOf(bindingId, state) },
  });
  const viewOf = (bindingId: string, state: BindingState): BindingView => ({
    bindingId,
    request: request(bindingId),
    cardId: { text: bindingId, raw: bindingId, byteOrder: 'rfc4122', source: 'gids' },
    atr: '3b00',
    readerName: 'Reader 1',
    confirmedAt: at,
    state,
  });
  const bindingsOf = (projection: Projection | 'gap'): readonly (readonly [string, string])[] =>
    projection === 'gap' ? [] : projection.bindings.map(({ bindingId, state }) => [bindingId, state.state] as const);

  it('puts a new binding first, and leaves a known one at its position', () => {
    const both = applyAll(start, [moved(8, 'first', { state: 'intended' }), moved(9, 'second', { state: 'intended' })]);
    expect(bindingsOf(both)).toEqual([
      ['second', 'intended'],
      ['first', 'intended'],
    ]);
    const later =
      both === 'gap'
        ? both
        : applyAll(both, [moved(10, 'first', { state: 'submitting', attempt: 1 }), moved(11, 'third', bound), moved(12, 'first', bound)]);
    expect(bindingsOf(later)).toEqual([
      ['third', 'bound'],
      ['second', 'intended'],
      ['first', 'bound'],
    ]);
  });

  it('inserts an old binding that needs attention by its time, and leaves known ones at their positions', () => {
    const known = (seq: number, bindingId: string, confirmedAt: string, outcome: CareOutcome): StationEvent => ({
      seq,
      name: 'bindings/changed',
      payload: {
        binding: {
          ...viewOf(bindingId, bound),
          confirmedAt,
          care: { outcome, status: 3, difference: null, evidence: '', at, closed: null },
        },
      },
    });
    const next = applyAll(start, [
      moved(8, 'first', bound),
      moved(9, 'second', bound),
      known(10, 'old', '2025-12-01T08:00:00.000Z', 'overdue'),
      known(11, 'older', '2025-11-01T08:00:00.000Z', 'overdue'),
      known(12, 'second', at, 'executed'),
    ]);
    expect(bindingsOf(next).map(([bindingId]) => bindingId)).toEqual(['second', 'first', 'old', 'older']);
  });

  it('keeps all open bindings and the newest closed ones', () => {
    const numbers = Array.from({ length: MAX_CLOSED_SHOWN + 10 }, (_, index) => index);
    const next = applyAll(start, [
      moved(8, 'open', { state: 'intended' }),
      ...numbers.map((number) => moved(9 + number, `b${String(number)}`, bound)),
    ]);
    expect(bindingsOf(next).map(([bindingId]) => bindingId)).toEqual([
      ...numbers
        .reverse()
        .slice(0, MAX_CLOSED_SHOWN)
        .map((number) => `b${String(number)}`),
      'open',
    ]);
  });
});
