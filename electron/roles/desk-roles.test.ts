import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Approval, ApprovalSubject } from '../../shared/approvals.js';
import type { BindingView } from '../../shared/bindings.js';
import { calls } from '../../shared/contract.js';
import type { RequestView } from '../../shared/requests.js';
import type { Identity } from '../../shared/sign-in.js';
import { APPROVAL_MS } from './approvals.js';
import { binding, errors, exampleAtr, exampleCardId, exampleRequest, guid } from '../bindings/bindings.fixture.js';
import type { CardToBind } from '../bindings/bindings.js';
import { openRoleCache } from './role-cache.js';
import type { ApproverCheck } from './second-person.js';
import { JournalError } from '../store/journal.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { deskRoles, type DeskRoles, type DeskRolesDeps } from './desk-roles.js';
import { PageContract } from '../core/page-contract.js';
import { EventStream, type UnnumberedEvent } from '../core/event-stream.js';
import { rolesSchema } from '../settings/role-settings.js';

const operator: Identity = { name: 'EXAMPLE\\bram', source: 'password' };
const bind = {
  act: 'bind',
  requestId: exampleRequest.requestId,
  presentationId: 7,
  refusals: ['person-unresolved'],
} satisfies ApprovalSubject;
const attention: BindingView = binding(1, { state: 'attention', reason: 'conflict', evidence: 'another card', error: null, attempt: 1 });
const giveUp = { act: 'give-up', bindingId: attention.bindingId } satisfies ApprovalSubject;
const PASSWORD = 'quince-Marmalade-41';

let folder: string;
let notes: { event: string; facts: Readonly<Record<string, string | number>> }[];
let published: UnnumberedEvent[];
let logged: string[];
let shown: RequestView | undefined;
let card: CardToBind | undefined;
let found: BindingView | null;
let time: number;
let diskIsFull: boolean;
let onJudge: () => void;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-roles-'));
  notes = [];
  published = [];
  logged = [];
  shown = { ...exampleRequest, person: { state: 'unresolved', userId: exampleRequest.person.userId } };
  card = { readerName: 'Reader 1', atr: exampleAtr, identification: { state: 'identified', cardId: exampleCardId } };
  found = attention;
  time = 0;
  diskIsFull = false;
  onJudge = () => undefined;
});
afterEach(() => rm(folder, { recursive: true }));

async function make(change: Partial<DeskRolesDeps> = {}): Promise<DeskRoles> {
  const judge: ApproverCheck = ({ account, password }) => {
    onJudge();
    return Promise.resolve(
      password === PASSWORD ? { outcome: 'proven', name: account, names: [account], dn: null, role: 'supervisor' } : { outcome: 'wrong' },
    );
  };
  const log = (...said: unknown[]): void => void logged.push(JSON.stringify(said));
  const stream = new EventStream((event) => published.push(event), new PageContract({ error: expect.unreachable }));
  let ids = 100;
  return deskRoles({
    settings: rolesSchema.parse({
      accounts: { supervisor: ['EXAMPLE\\noor'], viewer: ['EXAMPLE\\visitor'] },
      fourEyes: ['bind-unresolved-person', 'give-up-uncertain'],
    }),
    directory: null,
    roleCache: await openRoleCache(null, null),
    checkApprover: judge,
    attempts: new AttemptLimiter({ file: join(folder, 'tries.json'), record: null, now: () => time }),
    account: operator,
    stream,
    journal: {
      note: (event, facts) => {
        if (diskIsFull) return Promise.reject(new JournalError('unusable', 'database or disk is full'));
        notes.push({ event, facts });
        return Promise.resolve();
      },
      find: () => Promise.resolve(found),
    },
    onJournalTrouble: () => undefined,
    presentation: (id) => (id === 7 ? card : undefined),
    shownRequest: (id) => (shown !== undefined && id === shown.requestId ? { view: shown, approvedStatus: 3 } : undefined),
    newId: () => guid((ids += 1)),
    now: () => new Date('2026-01-05T08:00:00.000Z'),
    monotonicMs: () => time,
    log: { info: log, warn: log, error: log },
    warn: () => undefined,
    ...change,
  });
}

const approve = (desk: DeskRoles, subject: ApprovalSubject, account = 'EXAMPLE\\noor', password = PASSWORD) =>
  desk.handlers['approvals/approve'](calls['approvals/approve'].request.parse({ subject, account, password, reason: 'known here' }));
async function granted(desk: DeskRoles, subject: ApprovalSubject): Promise<string> {
  const answer = await approve(desk, subject);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value.approvalId;
}
const invalid = (reason: 'unknown' | 'expired'): object => ({ ok: false, error: { code: 'approval-invalid', reason } });

describe('an approval of a binding', () => {
  it('is journaled before it is granted, with both names, and used once', async () => {
    const desk = await make();
    const approvalId = await granted(desk, bind);
    expect(notes).toEqual([
      {
        event: 'approval-granted',
        facts: {
          act: 'bind',
          requestId: bind.requestId,
          presentationId: 7,
          userId: exampleRequest.person.userId,
          cardId: exampleCardId.text,
          profileTemplateId: exampleRequest.profileTemplate.profileTemplateId,
          approvalId,
          approver: 'EXAMPLE\\noor',
          role: 'supervisor',
          refusals: 'person-unresolved',
          reason: 'known here',
          operator: operator.name,
        },
      },
    ]);
    const approval: Approval = {
      approvalId,
      approver: 'EXAMPLE\\noor',
      role: 'supervisor',
      refusals: ['person-unresolved'],
      reason: 'known here',
    };
    expect(desk.approvedToBind(approvalId, bind)).toEqual({ ok: true, value: approval });
    expect(desk.approvedToBind(approvalId, bind)).toMatchObject(invalid('unknown'));
    expect(desk.approvedToBind(undefined, bind)).toEqual({ ok: true, value: null });
  });

  it('keeps name and password out of the log, and the password out of the journal and the page', async () => {
    const desk = await make();
    await granted(desk, bind);
    await approve(desk, bind, 'EXAMPLE\\noor', 'wrong-secret');
    const everything = JSON.stringify({ notes, published, logged });
    expect(logged.length).toBeGreaterThan(1);
    for (const secret of [PASSWORD, 'wrong-secret']) expect(everything).not.toContain(secret);
    expect(logged.join()).not.toContain('noor');
  });

  it('is not granted if the journal cannot be written', async () => {
    const desk = await make();
    diskIsFull = true;
    expect(await approve(desk, bind)).toMatchObject({ ok: false, error: { code: 'journal-failed' } });
    expect(desk.approvedToBind(guid(101), bind)).toMatchObject(invalid('unknown'));
  });

  it.each<[string, () => void]>([
    [
      'another person, because the request changed',
      () => {
        shown = { ...exampleRequest, person: { state: 'unresolved', userId: guid(5) } };
      },
    ],
    [
      'another profile template',
      () => {
        shown = {
          ...exampleRequest,
          person: { state: 'unresolved', userId: exampleRequest.person.userId },
          profileTemplate: { profileTemplateId: guid(5), name: null },
        };
      },
    ],
    [
      'another card',
      () => {
        card = {
          readerName: 'Reader 1',
          atr: exampleAtr,
          identification: { state: 'identified', cardId: { ...exampleCardId, text: guid(5) } },
        };
      },
    ],
  ])('does not count for %s', async (_, change) => {
    const desk = await make();
    const approvalId = await granted(desk, bind);
    change();
    expect(desk.approvedToBind(approvalId, bind)).toMatchObject(invalid('unknown'));
  });

  it('is void after two minutes and for the next person', async () => {
    const desk = await make();
    const old = await granted(desk, bind);
    time += APPROVAL_MS;
    expect(desk.approvedToBind(old, bind)).toMatchObject(invalid('expired'));
    const anothers = await granted(desk, bind);
    desk.identityChanged({ name: 'EXAMPLE\\sanne', source: 'password' });
    expect(desk.approvedToBind(anothers, bind)).toMatchObject(invalid('unknown'));
  });

  it('is not granted for a missing subject, another refusal, or a subject that changes meanwhile', async () => {
    const desk = await make();
    expect(await approve(desk, { ...bind, refusals: ['requests-too-old'] })).toMatchObject({
      error: { code: 'approval-refused', reason: 'not-approvable' },
    });
    expect(await approve(desk, { ...bind, presentationId: 8 })).toMatchObject({ error: { code: 'card-left' } });
    expect(await approve(desk, { ...bind, requestId: guid(3) })).toMatchObject({ error: { code: 'request-unknown' } });
    onJudge = () => {
      card = undefined;
    };
    expect(await approve(desk, bind)).toMatchObject({ error: { code: 'card-left' } });
    card = { readerName: 'Reader 1', atr: exampleAtr, identification: { state: 'identified', cardId: exampleCardId } };
    onJudge = () => {
      desk.identityChanged({ name: 'EXAMPLE\\sanne', source: 'password' });
    };
    expect(await approve(desk, bind)).toMatchObject({ error: { reason: 'not-approvable' } });
    expect(notes.filter(({ event }) => event === 'approval-granted')).toEqual([]);
  });

  it('ends with its person, also while the server is being asked', async () => {
    const desk = await make();
    const taken = desk.approvedToBind(await granted(desk, bind), bind);
    if (!taken.ok) throw new Error(taken.error.code);
    const barred = desk.barredLater('bindings/confirm', taken.value);
    expect(barred()).toBeNull();
    desk.identityChanged({ name: 'EXAMPLE\\sanne', source: 'password' });
    expect(barred()).toMatchObject({ code: 'approval-invalid' });
    expect(desk.barredLater('bindings/confirm', null)()).toBeNull();
    desk.identityChanged({ name: 'EXAMPLE\\visitor', source: 'password' });
    expect(desk.barredLater('bindings/confirm', null)()).toEqual({ code: 'not-allowed', call: 'bindings/confirm', needs: 'operator' });
  });
});

describe('giving up', () => {
  it('a binding with an unknown effect needs an approval for exactly that', async () => {
    const desk = await make();
    expect(await desk.approvedToGiveUp(undefined, attention.bindingId)).toEqual({
      ok: false,
      error: { code: 'approval-needed', action: 'give-up-uncertain' },
    });
    expect(await desk.approvedToGiveUp(guid(9), attention.bindingId)).toMatchObject(invalid('unknown'));
    const approvalId = await granted(desk, giveUp);
    expect(await desk.approvedToGiveUp(approvalId, guid(77))).toMatchObject(invalid('unknown'));
    const again = await granted(desk, giveUp);
    expect(await desk.approvedToGiveUp(again, attention.bindingId)).toMatchObject({
      ok: true,
      value: { approver: 'EXAMPLE\\noor', refusals: [] },
    });
  });

  it('a refused binding needs none, and nothing does without the setting', async () => {
    found = binding(1, { state: 'refused', error: errors.forbidden });
    const desk = await make();
    expect(await desk.approvedToGiveUp(undefined, attention.bindingId)).toEqual({ ok: true, value: null });
    expect(await approve(desk, giveUp)).toMatchObject({ error: { reason: 'not-approvable' } });
    found = attention;
    const unasked = await make({ settings: rolesSchema.parse({}) });
    expect(await unasked.approvedToGiveUp(undefined, attention.bindingId)).toEqual({ ok: true, value: null });
    expect(await approve(unasked, giveUp)).toMatchObject({ error: { reason: 'not-approvable' } });
  });
});

describe('abandoning a request', () => {
  const abandon = { act: 'abandon', bindingId: guid(1) } satisfies ApprovalSubject;
  const bound = binding(1, { state: 'bound', status: 204, smartcardUri: null });
  const allowed = (): Promise<DeskRoles> =>
    make({ settings: rolesSchema.parse({ accounts: { supervisor: ['EXAMPLE\\noor'] }, fourEyes: ['abandon-request'] }) });

  it('needs the setting and an approval for exactly that', async () => {
    found = bound;
    const desk = await allowed();
    expect(desk.approvedToAbandon(undefined, guid(1))).toEqual({
      ok: false,
      error: { code: 'approval-needed', action: 'abandon-request' },
    });
    expect(desk.approvedToAbandon(guid(9), guid(1))).toMatchObject(invalid('unknown'));
    expect(desk.approvedToAbandon(await granted(desk, abandon), guid(77))).toMatchObject(invalid('unknown'));
    const approvalId = await granted(desk, abandon);
    expect(await desk.approvedToGiveUp(approvalId, guid(1))).toMatchObject(invalid('unknown'));
    const again = await granted(desk, abandon);
    expect(desk.approvedToAbandon(again, guid(1))).toMatchObject({ ok: true, value: { approver: 'EXAMPLE\\noor', refusals: [] } });
    expect(desk.approvedToAbandon(again, guid(1))).toMatchObject(invalid('unknown'));
  });

  it('cannot be approved for an unconfirmed binding or without the setting', async () => {
    const off = { ok: false, error: { code: 'abandon-refused', reason: 'off' } };
    for (const state of [attention.state, { state: 'refused', error: errors.forbidden } as const, { state: 'intended' } as const]) {
      found = binding(1, state);
      expect(await approve(await allowed(), abandon)).toMatchObject({ error: { reason: 'not-approvable' } });
    }
    found = bound;
    const unasked = await make();
    expect(await approve(unasked, abandon)).toMatchObject({ error: { reason: 'not-approvable' } });
    expect([unasked.approvedToAbandon(undefined, guid(1)), unasked.approvedToAbandon(guid(9), guid(1))]).toEqual([off, off]);
    expect((await make({ settings: undefined })).approvedToAbandon(undefined, guid(1))).toEqual(off);
  });
});

describe('the role', () => {
  it('changes with the identity, is reported to the page, and journaled', async () => {
    const desk = await make();
    desk.start();
    desk.identityChanged({ name: 'EXAMPLE\\visitor', source: 'password' });
    expect(desk.state()).toEqual({ role: 'viewer', source: 'account', asOf: null });
    expect(published).toMatchObject([{ name: 'state/changed', payload: { role: { role: 'viewer' } } }]);
    expect(notes).toEqual([
      { event: 'role-changed', facts: { role: 'operator', source: 'otherwise' } },
      { event: 'role-changed', facts: { role: 'viewer', source: 'account' } },
    ]);
    desk.stop();
  });

  it('is administrator for everyone without role settings, and not journaled', async () => {
    const desk = await make({ settings: undefined });
    desk.start();
    desk.identityChanged({ name: 'anybody', source: 'password' });
    expect(desk.state()).toEqual({ role: 'administrator', source: 'unset', asOf: null });
    expect(notes).toEqual([]);
  });
});
