import { beforeEach, describe, expect, it } from 'vitest';
import type { CmError } from '../../shared/errors.js';
import type { ConnectionState } from '../../shared/connection.js';
import type { RequestView } from '../../shared/requests.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { CmRequest, Rejected, CmRequestList } from '../cm/client.js';
import { cmRequestSchema } from '../cm/schemas.js';
import { peopleFrom } from '../people/people.js';
import { wireRequest } from '../training/service-wire.js';
import type { CachedRequests } from '../store/request-cache.js';
import { RequestBook, type RequestBookDeps } from './request-book.js';

const NOOR = '8f1590dc-d932-4b66-8e68-2e91c5880780';
const TEMPLATE = 'a039b4d0-5ce8-4eff-8651-181c6576fda3';
const id = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
const request = (number: number, fields: object = {}): CmRequest =>
  cmRequestSchema.parse(
    wireRequest({
      Uuid: id(number),
      TargetUserUuid: NOOR,
      OriginatorUserUuid: NOOR,
      ProfileTemplateUuid: TEMPLATE,
      Submitted: '2026-01-05T07:00:00Z',
      ...fields,
    }),
  );

interface Change {
  readonly put: RequestView[];
  readonly removed: string[];
}

let answer: Result<CmRequestList, CmError>;
/** The content of the lists besides the approved requests. */
let others: Map<string, Result<CmRequestList, CmError>>;
let changes: Change[];
let kept: number;
let lines: ConnectionState[];
let book: RequestBook;
let deps: RequestBookDeps;
const list = (requests: CmRequest[]): Result<CmRequestList, CmError> => ok({ requests, rejected: { count: 0, first: [] } });

beforeEach(() => {
  changes = [];
  others = new Map();
  kept = 0;
  lines = [];
  deps = {
    cm: {
      listRequests: (status) => Promise.resolve(status === 'Approved' ? answer : (others.get(status) ?? list([]))),
      listProfileTemplates: () =>
        Promise.resolve(ok([{ profileTemplateId: TEMPLATE, name: 'Smart Card Logon', isSmartcard: true, isVirtual: false }])),
    },
    people: peopleFrom(new Map([[NOOR, { state: 'resolved', userId: NOOR, name: 'Noor', account: '', department: '', employeeId: '' }]])),
    now: () => new Date('2026-01-05T08:00:00Z'),
    random: () => 0.5,
    schedule: () => () => undefined,
    pollMs: 1_000,
    onChanged: (change) => changes.push(change),
    keep: ({ put, removed }) => (kept += put.length - removed.length),
    onConnection: (line) => lines.push(line),
    rule: { types: [], personal: 'note' },
    onListFailed: () => expect.unreachable(),
    onRejected: () => expect.unreachable(),
  };
  book = new RequestBook(deps);
});

const told = (): Change => {
  const put = changes.flatMap((change) => change.put);
  const removed = changes.flatMap((change) => change.removed);
  changes = [];
  return { put, removed };
};

describe('the list of requests', () => {
  it('is sent completely first, then by new, changed and removed requests', async () => {
    answer = list([request(1), request(2), request(3)]);
    await book.refresh();
    expect(told().put).toMatchObject(
      [1, 2, 3].map((number) => ({ requestId: id(number), person: { name: 'Noor' }, profileTemplate: { name: 'Smart Card Logon' } })),
    );
    answer = list([request(1), request(2, { Priority: 3 }), request(4)]);
    await book.refresh();
    expect(told()).toMatchObject({ put: [{ requestId: id(2), priority: 3 }, { requestId: id(4) }], removed: [id(3)] });
    expect(book.views().map(({ requestId }) => requestId)).toEqual([id(1), id(2), id(4)]);
    expect(kept).toBe(3 + 2 - 1);
  });

  it('reports only its new time when unchanged', async () => {
    answer = list([request(1)]);
    await book.refresh();
    told();
    await book.refresh();
    expect(changes).toEqual([{ put: [], removed: [], fetchedAt: '2026-01-05T08:00:00.000Z' }]);
    expect(lines.at(-1)).toEqual({ state: 'up', answeredAt: '2026-01-05T08:00:00.000Z' });
  });

  it('includes requests that cannot be bound, with the reason, and does not offer them', async () => {
    answer = list([request(1, { IsSmartcard: false }), request(2, { NewSmartcardUuid: id(9) }), request(3, { IsEnrollmentAgent: true })]);
    others.set('Pending', list([request(4, { Status: 1 })]));
    await book.refresh();
    expect(told().put).toMatchObject([
      { requestId: id(1), facts: { stage: 'approved', isSmartcard: false } },
      { requestId: id(2), facts: { hasNewCard: true } },
      { requestId: id(3), facts: { isEnrollmentAgent: true, hasOldCard: false, isVirtual: false } },
      { requestId: id(4), facts: { stage: 'pending' } },
    ]);
    expect([...book.all()].map(({ requestId }) => requestId)).toEqual([id(3)]);
  });

  it('treats executing requests as bindable, also one that moves between two answers', async () => {
    answer = list([request(1), request(2)]);
    others.set('Executing', list([request(2, { Status: 4 }), request(3, { Status: 4 })]));
    await book.refresh();
    expect([...book.all()].map(({ requestId, facts }) => [requestId, facts?.stage])).toEqual([
      [id(1), 'approved'],
      [id(2), 'executing'],
      [id(3), 'executing'],
    ]);
    expect([book.context.stageOf(3), book.context.stageOf(4), book.context.stageOf(8)]).toEqual(['approved', 'executing', null]);
  });

  it('keeps the content of a secondary list while that fails', async () => {
    const failed: string[] = [];
    book = new RequestBook({ ...deps, onListFailed: (stage) => failed.push(stage) });
    answer = list([request(1)]);
    others.set('Executing', list([request(2, { Status: 4 })]));
    await book.refresh();
    answer = list([]);
    others.set('Executing', fail({ code: 'network', layer: 'tcp', reached: false, detail: '' }));
    await book.refresh();
    expect([failed, [...book.all()].map(({ requestId }) => requestId)]).toEqual([['executing'], [id(2)]]);
    expect(lines.at(-1)).toMatchObject({ state: 'up' });
  });

  it('of 100,000 is sent in portions, so that an inserted card is reported at once', async () => {
    const one = request(1);
    answer = list(Array.from({ length: 100_000 }, (_, number) => ({ ...one, requestId: id(number) })));
    let others = 0;
    const other = setInterval(() => (others += 1), 0);
    await book.refresh();
    clearInterval(other);
    expect(others).toBeGreaterThan(20);
    expect(Math.max(...changes.map(({ put }) => put.length))).toBeLessThanOrEqual(500);
    expect(told().put).toHaveLength(100_000);
    expect(kept).toBe(100_000);
  });

  it('does not offer claimed requests, also when claimed during the transfer', async () => {
    answer = list(Array.from({ length: 2_000 }, (_, number) => request(number)));
    const refreshed = book.refresh();
    const claim = setInterval(() => {
      if (changes.length > 0) book.setClaimed(id(1_999), true);
    }, 0);
    await refreshed;
    clearInterval(claim);
    book.setClaimed(id(1_999), true);
    const { put, removed } = told();
    expect(put.some(({ requestId }) => requestId === id(1_999)) && !removed.includes(id(1_999))).toBe(false);
    expect(book.views()).toHaveLength(1_999);
    book.setClaimed(id(1_999), false);
    expect(told().put).toMatchObject([{ requestId: id(1_999) }]);
  });

  it('reports unreadable requests once, and again when others are unreadable, or none is', async () => {
    const rejected: Rejected[] = [];
    book = new RequestBook({ ...deps, onRejected: (told) => rejected.push(told) });
    const one = { count: 1, first: [{ index: 0, detail: 'x' }] };
    const two = { count: 2, first: [...one.first, { index: 1, detail: 'x' }] };
    const none = { count: 0, first: [] };
    for (const unread of [none, one, one, two, none, none, one]) {
      answer = ok({ requests: [request(1)], rejected: unread });
      await book.refresh();
    }
    expect(rejected).toEqual([one, two, none, one]);
  });

  it('stays unchanged while the server does not answer', async () => {
    answer = list([request(1)]);
    await book.refresh();
    answer = fail({ code: 'network', layer: 'tcp', reached: false, detail: '' });
    await book.refresh();
    expect(lines.at(-1)).toMatchObject({ state: 'down', nextTryAt: '2026-01-05T08:00:01.000Z' });
    await book.refresh();
    expect(lines.at(-1)).toMatchObject({ state: 'down', nextTryAt: '2026-01-05T08:00:02.000Z' });
    expect(book.views()).toHaveLength(1);
  });
});

describe("the previous process's list of requests", () => {
  const keptAt = '2026-01-05T07:30:00.000Z';
  /** The list as an earlier run would have stored it. */
  const keptList = async (count: number): Promise<CachedRequests> => {
    answer = list(Array.from({ length: count }, (_, index) => request(index + 1)));
    await book.refresh();
    const requests = told().put.map((view) => ({ view, status: 3 }));
    return { requests, fetchedAt: keptAt };
  };
  const fresh = (): RequestBook => new RequestBook({ ...deps });

  it('is loaded page by page, and sent from the second on', async () => {
    const { requests } = await keptList(3);
    book = fresh();
    expect(book.restore({ requests: requests.slice(0, 2), fetchedAt: keptAt }, false)).toBe(true);
    expect(told().put).toEqual([]);
    expect(book.restore({ requests: requests.slice(2), fetchedAt: keptAt }, true)).toBe(true);
    expect(told().put.map(({ requestId }) => requestId)).toEqual([id(3)]);
    expect(book.views()).toHaveLength(3);
    expect(book.fetchedAt).toBe(keptAt);
  });

  it('does not bring back requests that the server has removed meanwhile', async () => {
    const { requests } = await keptList(3);
    book = fresh();
    book.restore({ requests: requests.slice(0, 1), fetchedAt: keptAt }, false);
    answer = list([request(1)]);
    await book.refresh();
    expect(book.restore({ requests: requests.slice(1), fetchedAt: keptAt }, true)).toBe(false);
    expect(book.views().map(({ requestId }) => requestId)).toEqual([id(1)]);
    expect(book.fetchedAt).toBe('2026-01-05T08:00:00.000Z');
  });

  it('is dropped if it cannot be read completely, and replaced from the server', async () => {
    const { requests } = await keptList(3);
    book = fresh();
    book.restore({ requests: requests.slice(0, 2), fetchedAt: keptAt }, false);
    expect(book.forgetKept()).toEqual([id(1), id(2)]);
    expect(changes).toMatchObject([{ put: [], removed: [id(1), id(2)], fetchedAt: null }]);
    expect([book.views(), book.fetchedAt]).toEqual([[], null]);
    kept = 0;
    await book.refresh();
    expect(book.views()).toHaveLength(3);
    expect(kept).toBe(3);
  });

  it('is stored again if it cannot be read and the server has answered meanwhile', async () => {
    const { requests } = await keptList(3);
    book = fresh();
    book.restore({ requests: requests.slice(0, 2), fetchedAt: keptAt }, false);
    await book.refresh();
    kept = 0;
    expect(book.forgetKept()).toEqual([]);
    await expect.poll(() => kept).toBe(3);
    expect(book.views()).toHaveLength(3);
  });

  it('is sent beyond the snapshot in portions, without claimed requests', async () => {
    const kept = await keptList(1_205);
    book = fresh();
    book.setClaimed(id(2), true);
    book.restore(kept, false);
    const first = book.views(200);
    expect(first).toHaveLength(200);
    await book.tellBeyond(200);
    expect(changes.length).toBeGreaterThan(1);
    const all = [...first, ...told().put].map(({ requestId }) => requestId);
    expect(new Set(all).size).toBe(1_204);
    expect(all).not.toContain(id(2));
  });
});
