import { expect, it } from 'vitest';
import { fail, ok } from '../../shared/result.js';
import type { CmClient } from './client.js';
import { errors } from '../bindings/bindings.fixture.js';
import { CallTimings } from './call-timings.js';

it('reports count, failures and durations of each kind of call', async () => {
  let clock = 0;
  const durations = [30, 10, 20, 500];
  const answer = <T>(value: T) => {
    clock += durations.shift() ?? 0;
    return Promise.resolve(value);
  };
  const never = () => Promise.reject(new Error('not called'));
  const cm: CmClient = {
    listRequests: () => answer(ok({ requests: [], rejected: { count: 0, first: [] } })),
    bind: () => answer(fail(errors.server)),
    readRequests: never,
    getRequest: never,
    getSmartcard: never,
    findSmartcardByCardId: never,
    listProfileTemplates: never,
    abandonRequest: never,
  };
  // The clock moves during the call, so it is read before and after.
  const timings = new CallTimings(() => clock);
  const timed = timings.of({
    ...cm,
    listRequests: async (status) => Promise.resolve().then(() => cm.listRequests(status)),
    bind: async (call) => Promise.resolve().then(() => cm.bind(call)),
  });
  for (let call = 0; call < 3; call += 1) expect((await timed.listRequests('Approved')).ok).toBe(true);
  expect(await timed.bind({ requestId: '', cardId: '', atr: '' })).toEqual(fail(errors.server));
  expect(timings.report()).toEqual([
    { call: 'listRequests', count: 3, failures: 0, lastMs: 20, medianMs: 20, slowestMs: 30 },
    { call: 'bind', count: 1, failures: 1, lastMs: 500, medianMs: 500, slowestMs: 500 },
  ]);
});
