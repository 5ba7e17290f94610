import { describe, expect, it } from 'vitest';
import { calls, type CallName } from '../../shared/contract.js';
import { exampleRequests, requestOf } from '../../shared/example-requests.fixture.js';
import { roles, type Role } from '../../shared/roles.js';
import { fail, ok } from '../../shared/result.js';
import { answerCall, type AnswerCallDeps, type Handlers } from './answer-call.js';
import { guid } from '../bindings/bindings.fixture.js';

const names = Object.keys(calls).filter((name): name is CallName => Object.hasOwn(calls, name));

/** Handlers that only record that they were called, behind the rules. */
function guarded(role: () => Role, rules: Partial<AnswerCallDeps['rules']> = {}) {
  const reached: string[] = [];
  const refused: string[] = [];
  const internal = (name: string) => () => {
    reached.push(name);
    return Promise.resolve(fail({ code: 'internal' as const, detail: name }));
  };

  const handlers = Object.fromEntries(names.map((name) => [name, internal(name)])) as unknown as Handlers;
  const held: AnswerCallDeps = {
    handlers,
    rules: {
      role,
      refused: (call, needs) => refused.push(`${call} ${needs}`),
      refreshIdentity: () => Promise.resolve(),
      isLocked: () => false,
      passGate: (confirm) => confirm(),
      fit: (_, answer) => answer,
      ...rules,
    },
  };
  return { held, reached, refused };
}

describe.each(roles.flatMap((role) => names.map((name) => ({ role, name }))))('$role: $name', ({ role, name }) => {
  const allowed = roles.indexOf(role) >= roles.indexOf(calls[name].role);
  it(allowed ? 'is done' : 'is refused, said and not done', async () => {
    const { held, reached, refused } = guarded(() => role);
    const answer = await answerCall(held, name, requestOf(name));
    if (allowed) {
      expect(answer).toEqual(fail({ code: 'internal', detail: name }));
      expect({ reached, refused }).toEqual({ reached: [name], refused: [] });
    } else {
      expect(answer).toEqual(fail({ code: 'not-allowed', call: name, needs: calls[name].role }));
      expect({ reached, refused }).toEqual({ reached: [], refused: [`${name} ${calls[name].role}`] });
    }
  });
});

describe('a page that lies about its role', () => {
  it.each([
    ['a role in the request', { requestId: guid(1), presentationId: 1, role: 'administrator' }],
    ['a role in a prototype', JSON.parse(`{"requestId":"${guid(1)}","presentationId":1,"__proto__":{"role":"administrator"}}`)],
    ['an approval that it made up', { requestId: guid(1), presentationId: 1, approvalId: guid(7) }],
  ])('gets nothing with %s', async (_, request) => {
    const { held, reached } = guarded(() => 'viewer');
    expect(await answerCall(held, 'bindings/confirm', request)).toMatchObject({ ok: false });
    expect(reached).toEqual([]);
  });

  it('gets nothing with an unknown call name', async () => {
    const { held, reached } = guarded(() => 'administrator');
    for (const name of ['constructor', '__proto__', 'role/set', 'toString'])
      expect(await answerCall(held, name, {})).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(reached).toEqual([]);
  });
});

it('the role is checked at every call: another person has another role immediately', async () => {
  let role: Role = 'operator';
  const { held, reached } = guarded(() => role);
  await answerCall(held, 'bindings/confirm', exampleRequests['bindings/confirm']);
  role = 'viewer';
  expect(await answerCall(held, 'bindings/confirm', exampleRequests['bindings/confirm'])).toMatchObject({ error: { code: 'not-allowed' } });
  expect(reached).toEqual(['bindings/confirm']);
});

describe.each(names)('a locked desk: %s', (name) => {
  const { opensDialog } = calls[name];
  it(opensDialog ? 'is refused, for it opens a dialog of the system’s' : 'is done', async () => {
    const { held, reached } = guarded(() => 'administrator', { isLocked: () => true });
    const answer = await answerCall(held, name, requestOf(name));
    expect(answer).toEqual(fail(opensDialog ? { code: 'in-kiosk' } : { code: 'internal', detail: name }));
    expect(reached).toEqual(opensDialog ? [] : [name]);
  });
});

it('a call journaled in a name checks the ticket first, which affects the role', async () => {
  let role: Role = 'operator';
  const { held, reached } = guarded(() => role, {
    refreshIdentity: () => {
      role = 'viewer';
      return Promise.resolve();
    },
  });
  for (const name of ['bindings/confirm', 'approvals/approve'] as const) {
    role = 'operator';
    expect(await answerCall(held, name, requestOf(name))).toMatchObject({ error: { code: 'not-allowed' } });
  }
  expect(reached).toEqual([]);
});

it('only a call that binds waits at the gate', async () => {
  const { held, reached } = guarded(() => 'administrator', { passGate: () => Promise.resolve(fail({ code: 'restarting' })) });
  for (const name of names) {
    const isStopped = name === 'bindings/confirm';
    expect(await answerCall(held, name, requestOf(name)), name).toMatchObject({ error: { code: isStopped ? 'restarting' : 'internal' } });
  }
  expect(reached).not.toContain('bindings/confirm');
});

it('the page receives only what fits the contract', async () => {
  const { held } = guarded(() => 'viewer', { fit: (call) => ok({ call }) });
  expect(await answerCall(held, 'requests/refresh', {})).toEqual(ok({ call: 'requests/refresh' }));
});
