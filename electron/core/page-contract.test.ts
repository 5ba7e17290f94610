import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { stationEventSchema, type Snapshot, type StationEvent } from '../../shared/contract.js';
import { anyScanner } from '../../shared/preferences.js';
import type { RequestView } from '../../shared/requests.js';
import { ok } from '../../shared/result.js';
import { binding, exampleRequest, guid } from '../bindings/bindings.fixture.js';
import { EventStream } from './event-stream.js';
import { fitSchema } from './fit-schema.js';
import { PageContract } from './page-contract.js';

const badRequest: RequestView = { ...exampleRequest, requestId: guid(9), submittedAt: '+010000-01-01T00:59:59.000Z' };
const requestsChanged = (put: RequestView[]) => ({
  name: 'requests/changed' as const,
  payload: { put, removed: [], fetchedAt: '2026-01-05T08:00:00.000Z' },
});

function contractWithLog(): { readonly contract: PageContract; readonly logged: unknown[] } {
  const logged: unknown[] = [];
  return { contract: new PageContract({ error: (what, facts) => logged.push({ what, facts }) }), logged };
}

it('leaves out list elements that do not fit and sends the others', () => {
  const list = z.strictObject({ people: z.array(z.strictObject({ name: z.string(), tags: z.array(z.string()) })) });
  const fit = fitSchema(list, {
    people: [
      { name: 'a', tags: ['x', 1] },
      { name: 'b', tags: [] },
      { name: 3, tags: [] },
    ],
  });
  expect(fit).toMatchObject({ fits: true, dropped: 2, value: { people: [{ name: 'b' }] } });
});

it('reveals no value in its description of what does not fit', () => {
  const fit = fitSchema(z.strictObject({ name: z.string().max(3) }), { name: 'Jansen' });
  expect(fit).toMatchObject({ fits: false, dropped: 1 });
  expect(fit.detail).not.toContain('Jansen');
});

it('sends the fitting requests of an event, and logs the others once and counts them', () => {
  const sent: StationEvent[] = [];
  const { contract, logged } = contractWithLog();
  const stream = new EventStream((event) => sent.push(event), contract);
  stream.publish(requestsChanged([badRequest, exampleRequest]));
  stream.publish(requestsChanged([badRequest, badRequest]));
  expect(sent.map((event) => stationEventSchema.parse(event))).toMatchObject([
    { seq: 1, payload: { put: [exampleRequest] } },
    { seq: 2, payload: { put: [] } },
  ]);
  expect(logged).toHaveLength(1);
  expect(JSON.stringify(logged)).toContain('submittedAt');
  expect(contract.dropped).toEqual(new Map([['requests/changed', 3]]));
});

it('sends every slice of the state that fits, although another does not', () => {
  const sent: StationEvent[] = [];
  const { contract, logged } = contractWithLog();
  const stream = new EventStream((event) => sent.push(event), contract);
  const service = { state: 'up', driver: 'pcsclite' } as const;
  stream.tell({ service, connection: { state: 'up', answeredAt: 'yesterday' } });
  expect(sent).toEqual([{ seq: 1, name: 'state/changed', payload: { service } }]);
  expect(logged).toHaveLength(1);
  stream.tell({ connection: { state: 'up', answeredAt: 'yesterday' } });
  expect(sent).toHaveLength(1);
});

it('gives an event that does not fit no number, so that the page misses none', () => {
  const sent: StationEvent[] = [];
  const { contract, logged } = contractWithLog();
  const stream = new EventStream((event) => sent.push(event), contract);
  stream.publish({ name: 'bindings/changed', payload: { binding: { ...binding(1), confirmedAt: 'yesterday' } } });
  stream.publish({ name: 'bindings/changed', payload: { binding: binding(2) } });
  expect(sent).toMatchObject([{ seq: 1, payload: { binding: { bindingId: binding(2).bindingId } } }]);
  expect(logged).toHaveLength(1);
});

describe('a snapshot', () => {
  const snapshot: Snapshot = {
    seq: 3,
    version: '0.0.0',
    mode: 'live',
    server: 'cm.example',
    signIn: { identity: { name: 'desk', source: 'account' }, needed: null, kept: false },
    role: { role: 'administrator', source: 'unset', asOf: null },
    fourEyes: [],
    kiosk: { state: 'off', idleMs: null },
    preferences: { language: 'en', theme: 'system', textSize: 'normal', sounds: true, scanner: anyScanner },
    service: { state: 'up', driver: 'pcsclite' },
    readers: [],
    expectedKinds: {},
    printSlips: false,
    requestRules: { types: [], personal: 'note', order: 'oldest', foldAfterDays: 0 },
    connection: { state: 'up', answeredAt: '2026-01-05T08:00:00.000Z' },
    requests: [exampleRequest],
    requestsFetchedAt: '2026-01-05T08:00:00.000Z',
    bindings: [binding(1)],
    prepared: { total: 0, revision: 0, cards: [] },
    run: null,
    training: null,
    stock: { revision: 0, counts: { 'in-stock': 0, used: 0, lost: 0 }, lowAt: 0, confirmSerial: false },
    stockProgress: null,
    afterCare: { executed: 0, neverExecuted: 0 },
    warnings: [],
  };
  const ask = (said: Snapshot) => {
    const { contract, logged } = contractWithLog();
    return { answer: contract.answer('station/snapshot', ok(said)), logged };
  };

  it('is sent unchanged if it fits', () => {
    expect(ask(snapshot)).toEqual({ answer: ok(snapshot), logged: [] });
  });

  it('leaves out list elements that do not fit', () => {
    const { answer, logged } = ask({
      ...snapshot,
      requests: [badRequest, exampleRequest],
      bindings: [{ ...binding(2), request: badRequest }, binding(1)],
    });
    expect(answer).toEqual(ok(snapshot));
    expect(logged).toHaveLength(2);
  });

  it('is sent with an initial connection state if that does not fit', () => {
    const { answer } = ask({
      ...snapshot,
      connection: { state: 'up', answeredAt: '+010000-01-01T00:59:59.000Z' },
      service: { state: 'down', reason: 'fault', pcscCode: null, detail: 'x'.repeat(3_000) },
    });
    expect(answer).toEqual(ok({ ...snapshot, connection: { state: 'connecting' }, service: { state: 'starting' } }));
  });

  it('is an error if the identity does not fit', () => {
    const { answer } = ask({ ...snapshot, role: { role: 'administrator', source: 'group', asOf: 'yesterday' } });
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
  });
});

it('answers a call without the elements that do not fit, or with an error if nothing fits', () => {
  const { contract, logged } = contractWithLog();
  const entry = { seq: 1, at: '2026-01-05T08:00:00.000Z', operator: 'desk', event: 'intended', facts: {} };
  const found = ok({ bindings: [binding(1), { ...binding(2), request: badRequest }], next: null, total: 2 });
  expect(contract.answer('history/search', found)).toMatchObject({ ok: true, value: { bindings: [{ bindingId: binding(1).bindingId }] } });
  expect(contract.answer('history/entries', ok(entry))).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(logged).toHaveLength(2);
});
