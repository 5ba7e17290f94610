import { beforeEach, describe, expect, it } from 'vitest';
import type { RoleState } from '../../shared/roles.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { Identity } from '../../shared/sign-in.js';
import type { AccountDirectory, DirectoryAccount } from '../people/account-directory.js';
import type { DirectoryError } from '../people/directory.js';
import type { RoleRules } from './account-rules.js';
import { DeskRole, type DeskRoleDeps } from './desk-role.js';
import { openRoleCache, type RoleCache } from './role-cache.js';

const LEADS = 'CN=Leads,DC=example,DC=org';
const GUESTS = 'CN=Guests,DC=example,DC=org';
const settings: RoleRules = {
  accounts: { administrator: ['EXAMPLE\\chief'], viewer: ['desk'] },
  groups: { supervisor: [LEADS], viewer: [GUESTS] },
  otherwise: 'operator',
};
const noor: Identity = { name: 'EXAMPLE\\noor', source: 'password' };
const bram: Identity = { name: 'EXAMPLE\\bram', source: 'password' };
const down: Result<DirectoryAccount | null, DirectoryError> = fail({ code: 'failed', detail: 'no answer' });

/** A directory whose answers the test releases. */
class Answers {
  readonly asked: string[] = [];
  #waiting: ((answer: Result<DirectoryAccount | null, DirectoryError>) => void)[] = [];
  unknown: readonly string[] = [];
  readonly directory: AccountDirectory = {
    find: (account) => {
      this.asked.push(account);
      return new Promise((resolve) => this.#waiting.push(resolve));
    },
    isPassword: () => Promise.resolve(ok(false)),
    unknownGroups: () => Promise.resolve(ok(this.unknown)),
  };

  /** Answers the oldest question, and lets its effects happen. */
  async answer(answer: Result<DirectoryAccount | null, DirectoryError>): Promise<void> {
    this.#waiting.shift()?.(answer);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const member = (...groups: string[]): Result<DirectoryAccount | null, DirectoryError> =>
  ok({ id: 'noor', dn: 'uid=noor', names: [], memberOf: new Set(groups), problem: null, needsCard: false });

let kept: RoleCache;
let time: Date;
let answers: Answers;
let changes: [string, string][];
let troubles: string[];
let planned: { work: () => void; ms: number }[];
beforeEach(async () => {
  kept = await openRoleCache(null, null);
  time = new Date('2026-01-05T08:00:00.000Z');
  answers = new Answers();
  changes = [];
  troubles = [];
  planned = [];
});

function make(identity: Identity, change: Partial<DeskRoleDeps> = {}): DeskRole {
  return new DeskRole(
    {
      settings,
      directory: answers.directory,
      roleCache: kept,
      now: () => time,
      schedule: (work, ms) => {
        const plan = { work, ms };
        planned.push(plan);
        return () => {
          planned = planned.filter((other) => other !== plan);
        };
      },
      onChanged: (state, { name }) => changes.push([name, `${state.role} ${state.source}`]),
      onTrouble: ({ code }) => troubles.push(code),
      onUnknownGroups: (groups) => troubles.push(...groups),
      ...change,
    },
    identity,
  );
}
const told = ({ role, source }: RoleState): string => `${role} ${source}`;

describe('the role without asking the directory', () => {
  it.each<[string, Identity, Partial<DeskRoleDeps>, string]>([
    ['no roles are set up', noor, { settings: undefined }, 'administrator unset'],
    ['the account is named', { name: 'example\\CHIEF', source: 'ticket' }, {}, 'administrator account'],
    ['the computer’s account is named', { name: 'desk', source: 'account' }, {}, 'viewer account'],
    ['there is no directory', noor, { directory: null }, 'operator otherwise'],
    ['no groups give roles', noor, { settings: { otherwise: 'viewer' } }, 'viewer otherwise'],
    ['a bare name may belong to another domain', { name: 'noor', source: 'password' }, {}, 'operator otherwise'],
  ])('is certain if %s', (_, identity, change, expected) => {
    const desk = make(identity, change);
    desk.start();
    expect(told(desk.state)).toBe(expected);
    expect(answers.asked).toEqual([]);
  });
});

describe('the role by groups', () => {
  it('is the lowest possible until the directory answers, then the answer', async () => {
    const desk = make(noor);
    desk.start();
    expect(told(desk.state)).toBe('viewer least');
    await answers.answer(member(LEADS));
    expect(told(desk.state)).toBe('supervisor group');
    expect(changes).toEqual([[noor.name, 'supervisor group']]);
  });

  it('is the default for an account in no group or not in the directory', async () => {
    const desk = make(noor);
    desk.start();
    await answers.answer(member());
    expect(told(desk.state)).toBe('operator otherwise');
    desk.become(bram);
    await answers.answer(ok(null));
    expect(told(desk.state)).toBe('operator otherwise');
  });

  it.each(['account-disabled', 'account-expired'] as const)('is not given to an unusable account: %s', async (problem) => {
    const desk = make(noor);
    desk.start();
    await answers.answer(ok({ id: 'noor', dn: 'uid=noor', names: [], memberOf: new Set([LEADS]), problem, needsCard: false }));
    expect(told(desk.state)).toBe('operator otherwise');
  });

  it('reports missing groups once', async () => {
    answers.unknown = ['CN=Laeds'];
    const desk = make(noor);
    desk.start();
    await answers.answer(member());
    desk.become(bram);
    await answers.answer(member());
    expect(troubles).toEqual(['CN=Laeds']);
  });

  it('changes at once with the identity, and ignores answers about an earlier one', async () => {
    const desk = make(noor);
    desk.start();
    await answers.answer(member(LEADS));
    desk.become(bram);
    expect(told(desk.state)).toBe('viewer least');
    desk.become(noor);
    expect(told(desk.state)).toBe('supervisor kept');
    // The question about the earlier identity is answered only now.
    await answers.answer(member(LEADS, GUESTS));
    expect(told(desk.state)).toBe('supervisor kept');
    await answers.answer(member(GUESTS));
    expect(told(desk.state)).toBe('viewer group');
    expect(answers.asked).toEqual([noor.name, bram.name, noor.name]);
  });

  it('is checked again, sooner after a failure, and lost when removed from the group', async () => {
    const desk = make(noor);
    desk.start();
    await answers.answer(down);
    expect(troubles).toEqual(['failed']);
    expect(planned.map(({ ms }) => ms)).toEqual([30_000]);
    planned.shift()?.work();
    await answers.answer(member(LEADS));
    expect(told(desk.state)).toBe('supervisor group');
    expect(planned.map(({ ms }) => ms)).toEqual([600_000]);
    planned.shift()?.work();
    await answers.answer(member());
    expect(told(desk.state)).toBe('operator otherwise');
    desk.stop();
    expect(planned).toEqual([]);
  });

  it('is the cached one while the directory is down, with its age, and the lowest once expired', async () => {
    const desk = make(noor);
    desk.start();
    await answers.answer(member(LEADS));
    const said = time.toISOString();
    time = new Date('2026-01-08T08:00:00.000Z');
    planned.shift()?.work();
    await answers.answer(down);
    expect(desk.state).toEqual({ role: 'supervisor', source: 'kept', asOf: said });
    time = new Date('2026-01-13T08:00:00.000Z');
    planned.shift()?.work();
    await answers.answer(down);
    expect(desk.state).toEqual({ role: 'viewer', source: 'least', asOf: null });
  });

  it('applies although it cannot be cached', async () => {
    const desk = make(noor, { roleCache: { read: () => null, write: () => Promise.reject(new Error('no space')) } });
    desk.start();
    await answers.answer(member(LEADS));
    expect(told(desk.state)).toBe('supervisor group');
    expect(troubles).toEqual(['not-kept']);
  });
});
