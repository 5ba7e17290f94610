import { expect, it } from 'vitest';
import type { StationEvent } from '../../shared/contract.js';
import { exampleRequest, guid } from '../bindings/bindings.fixture.js';
import { DeskWarnings } from '../core/desk-warnings.js';
import { EventStream } from '../core/event-stream.js';
import { PageContract } from '../core/page-contract.js';
import { reportLeftOut, type LeftOutReport } from './left-out.js';

function station(): { readonly leftOut: LeftOutReport; readonly stream: EventStream; readonly sent: StationEvent[] } {
  const sent: StationEvent[] = [];
  const contract = new PageContract({ error: () => undefined }, () => {
    leftOut.dropped();
  });
  const stream = new EventStream((event) => sent.push(event), contract);
  const warnings = new DeskWarnings([], (all) => {
    stream.tell({ warnings: all });
  });
  const leftOut = reportLeftOut({ contract, warnings });
  return { leftOut, stream, sent };
}

it('warns how many requests of the server cannot be read, until all can', () => {
  const { leftOut, sent } = station();
  for (const count of [2, 2, 0]) leftOut.requestsNotRead(count);
  expect(sent.map(({ payload }) => payload)).toEqual([{ warnings: [{ code: 'requests-not-read', count: 2 }] }, { warnings: [] }]);
  leftOut.requestsNotRead(3);
  expect(leftOut.read()).toEqual({ requests: 3, values: [] });
});

it('warns once that something is not shown, in an event with a number of its own, and counts it for Diagnostics', async () => {
  const { leftOut, stream, sent } = station();
  const odd = { ...exampleRequest, requestId: guid(9), submittedAt: '+010000-01-01T00:59:59.000Z' };
  const changed = { put: [exampleRequest, odd], removed: [], fetchedAt: '2026-01-05T08:00:00.000Z' };
  for (const _time of [1, 2]) stream.publish({ name: 'requests/changed', payload: changed });
  await Promise.resolve();
  expect(sent.map(({ seq, name }) => [seq, name])).toEqual([
    [1, 'requests/changed'],
    [2, 'requests/changed'],
    [3, 'state/changed'],
  ]);
  expect(sent.at(-1)?.payload).toEqual({ warnings: [{ code: 'screen-incomplete' }] });
  expect(leftOut.read()).toEqual({ requests: 0, values: [{ what: 'requests/changed', count: 2 }] });
});
