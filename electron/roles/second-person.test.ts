import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accountProblems } from '../../shared/account-problems.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { Role } from '../../shared/roles.js';
import type { Credentials } from '../../shared/sign-in.js';
import type { AccountDirectory } from '../people/account-directory.js';
import type { DirectoryError } from '../people/directory.js';
import { checkTrainingApprover } from '../training/training-approver.js';
import { AttemptLimiter } from './attempt-limiter.js';
import type { RoleRules } from './account-rules.js';
import type { PasswordCheck } from '../sign-in/password-check.js';
import { checkByDirectory, checkByServer, proveSecondPerson, type ApproverCheck } from './second-person.js';

const LEADS = 'CN=Leads';
const settings: RoleRules = {
  accounts: { supervisor: ['EXAMPLE\\noor', ['EXAMPLE\\jjansen', 'jan.jansen@example.org']], operator: ['EXAMPLE\\bram'] },
  groups: { administrator: [LEADS] },
  otherwise: 'administrator',
};
const operator = 'EXAMPLE\\bram';
const right = (account: string): Credentials => ({ account, password: 'right' });

let folder: string;
let time: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'second-'));
  time = 1_000_000;
});
afterEach(() => rm(folder, { recursive: true }));

const ask = (judge: ApproverCheck, credentials: Credentials, by = operator): Promise<Result<{ name: string; role: Role }>> =>
  proveSecondPerson(
    { settings, checkApprover: judge, attempts: new AttemptLimiter({ file: join(folder, 'tries.json'), record: null, now: () => time }) },
    by,
    credentials,
  );
const refused = (reason: string): object => ({ ok: false, error: { code: 'approval-refused', reason } });

/** A directory of a few people with the password `right`. */
const people: Readonly<
  Record<
    string,
    {
      readonly names: readonly string[];
      readonly groups: readonly string[];
      readonly problem?: 'account-disabled' | 'account-expired';
      readonly needsCard?: boolean;
    }
  >
> = {
  noor: { names: ['noor@example.org', 'EXAMPLE\\noor'], groups: [] },
  chief: { names: ['EXAMPLE\\chief', 'head.office@badge.example'], groups: [LEADS] },
  bram: { names: ['bram.b@example.org', 'EXAMPLE\\bram'], groups: [LEADS] },
  nobody: { names: ['EXAMPLE\\nobody'], groups: [] },
  gone: { names: ['EXAMPLE\\gone'], groups: [LEADS], problem: 'account-disabled' },
  card: { names: ['EXAMPLE\\card'], groups: [LEADS], needsCard: true },
};
const directory: AccountDirectory = {
  find: (account, bare) => {
    const found = Object.entries(people).find(([name, { names }]) => (bare === 'here' && account === name) || names.includes(account));
    return Promise.resolve(
      ok(
        found === undefined
          ? null
          : {
              id: found[0],
              dn: `uid=${found[0]}`,
              names: found[1].names,
              memberOf: new Set(found[1].groups),
              problem: found[1].problem ?? null,
              needsCard: found[1].needsCard ?? false,
            },
      ),
    );
  },
  unknownGroups: () => Promise.resolve(ok([])),
  isPassword: (_dn, password) => Promise.resolve(ok(password === 'right')),
};
const byDirectory = checkByDirectory(directory, settings);

describe('checking the second person by directory', () => {
  it("accepts a supervisor by account or an administrator by group, under the directory's name", async () => {
    expect(await ask(byDirectory, right('noor'))).toEqual(ok({ name: 'noor@example.org', role: 'supervisor' }));
    expect(await ask(byDirectory, right('EXAMPLE\\chief'))).toEqual(ok({ name: 'EXAMPLE\\chief', role: 'administrator' }));
  });

  it('refuses a wrong password, an unknown name, or the default role', async () => {
    expect(await ask(byDirectory, { account: 'noor', password: 'wrong' })).toMatchObject(refused('wrong'));
    expect(await ask(byDirectory, right('stranger'))).toMatchObject(refused('wrong'));
    expect(await ask(byDirectory, right('nobody'))).toMatchObject(refused('role-too-low'));
  });

  it('refuses the operator under any name', async () => {
    for (const account of ['bram', 'EXAMPLE\\BRAM', 'bram@elsewhere.example', 'bram.b@example.org']) {
      expect(await ask(byDirectory, right(account)), account).toMatchObject(refused('same-person'));
    }
    // Two names of the same entry that have nothing in common.
    const judge = vi.fn((_dn: string, password: string) => directory.isPassword(_dn, password));
    expect(
      await ask(checkByDirectory({ ...directory, isPassword: judge }, settings), right('EXAMPLE\\chief'), 'head.office@badge.example'),
    ).toMatchObject(refused('same-person'));
    expect(judge).not.toHaveBeenCalled();
  });

  it('refuses everyone if the directory does not know the operator, without trying a password', async () => {
    const isPassword = vi.fn((_dn: string, password: string) => directory.isPassword(_dn, password));
    // A ticket of another realm, an unknown name, the account the station runs under, and a bare name that resembles an entry.
    for (const unknown of ['guest@badge.example@EXAMPLE.ORG', 'EXAMPLE\\stranger', 'desk', 'chief', 'host/desk-07.example@EXAMPLE.ORG']) {
      expect(await ask(checkByDirectory({ ...directory, isPassword }, settings), right('EXAMPLE\\noor'), unknown), unknown).toMatchObject({
        ok: false,
        error: { reason: 'operator-unknown', detail: unknown },
      });
    }
    expect(isPassword).not.toHaveBeenCalled();
  });

  it('reports an account that cannot sign in, without counting a wrong attempt', async () => {
    for (const problem of accountProblems) {
      const judge = checkByDirectory({ ...directory, isPassword: () => Promise.resolve(ok(problem)) }, settings);
      for (let attempt = 0; attempt < 2; attempt += 1) expect(await ask(judge, right('EXAMPLE\\noor'))).toMatchObject(refused(problem));
    }
    expect(await ask(byDirectory, right('EXAMPLE\\gone'))).toMatchObject(refused('account-disabled'));
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect(await ask(byDirectory, { account: 'EXAMPLE\\card', password: 'a guess' })).toMatchObject(refused('card-only'));
    expect(await ask(byDirectory, right('EXAMPLE\\noor'))).toMatchObject({ ok: true });
  });

  it('refuses and reports why if it cannot be asked', async () => {
    const error: Result<never, DirectoryError> = fail({ code: 'failed', detail: 'no answer' });
    for (const broken of [
      { ...directory, find: () => Promise.resolve(error) },
      { ...directory, isPassword: () => Promise.resolve(error) },
    ]) {
      expect(await ask(checkByDirectory(broken, settings), right('noor'))).toMatchObject({
        ok: false,
        error: { reason: 'directory', detail: 'no answer' },
      });
    }
  });
});

describe('checking the second person by the CM service', () => {
  const byServer = (outcome: PasswordCheck): ApproverCheck => checkByServer(() => Promise.resolve(outcome), settings);

  it('accepts a supervisor named in the settings', async () => {
    expect(await ask(byServer('right'), right('EXAMPLE\\noor'))).toEqual(ok({ name: 'EXAMPLE\\noor', role: 'supervisor' }));
  });

  it('does not match a bare name with a name that has a domain', async () => {
    expect(await ask(byServer('right'), right('noor'))).toMatchObject(refused('role-too-low'));
  });

  it('treats one person with two names as one', async () => {
    expect(await ask(byServer('right'), right('jan.jansen@example.org'), 'EXAMPLE\\jjansen')).toMatchObject(refused('same-person'));
  });

  it("treats a principal name as possibly the operator's, unless the settings name both", async () => {
    const judge = vi.fn(byServer('right'));
    for (const [name, account] of [
      ['EXAMPLE\\bram', 'noor.v@example.org'],
      ['bram@example.org', 'EXAMPLE\\noor'],
      ['bram.b@example.org', 'bram@badge.example'],
    ] as const) {
      expect(await ask(judge, right(account), name), name).toMatchObject({ ok: false });
    }
    expect(await ask(judge, right('EXAMPLE\\noor'), 'bram@example.org')).toMatchObject(refused('names-alone'));
    expect(await ask(judge, right('EXAMPLE\\noor'), 'jan.jansen@example.org')).toMatchObject({ ok: true });
  });

  it.each(['EXAMPLE\\noor:x', 'EXAMPLE\\bram:', 'EXAMPLE/noor', 'EXAMPLE\\no\u200bor', 'EXAMPLE\\EXAMPLE\\noor'])(
    'sends no name that server and station would read differently: %j',
    async (account) => {
      const judge = vi.fn(byServer('right'));
      expect(await ask(judge, right(account))).toMatchObject({ ok: false, error: { code: 'account-name-refused' } });
      expect(judge).not.toHaveBeenCalled();
    },
  );

  it('accepts neither a missing challenge nor an error as proof', async () => {
    expect(await ask(byServer('not-asked'), right('EXAMPLE\\noor'))).toMatchObject(refused('not-asked'));
    expect(await ask(byServer('wrong'), right('EXAMPLE\\noor'))).toMatchObject(refused('wrong'));
    const error = { code: 'server-error' as const, status: 500, correlationId: null, message: '' };
    expect(await ask(byServer(error), right('EXAMPLE\\noor'))).toEqual(fail({ code: 'line-down', error }));
  });
});

it("accepts one of training's fictional people and refuses another", async () => {
  expect(await ask(checkTrainingApprover, { account: 'swit', password: 'four-eyes' })).toEqual(ok({ name: 'swit', role: 'supervisor' }));
  expect(await ask(checkTrainingApprover, { account: 'bjacobs', password: 'four-eyes' })).toMatchObject(refused('role-too-low'));
  expect(await ask(checkTrainingApprover, { account: 'swit', password: 'four-Eyes' })).toMatchObject(refused('wrong'));
});

describe('guessing', () => {
  it("becomes slower across restarts, and only an approver's password resets it", async () => {
    const wrong = { account: 'noor', password: 'guess' };
    const judge = vi.fn(byDirectory);
    for (let guess = 0; guess < 3; guess += 1) {
      expect(await ask(judge, wrong)).toMatchObject(refused('wrong'));
      // A colleague's own password in between, which is right but does not reset the count.
      if (guess < 2) expect(await ask(judge, right('nobody'))).toMatchObject(refused('role-too-low'));
    }
    const looked = judge.mock.calls.length;
    expect(await ask(judge, right('noor'))).toMatchObject({ ok: false, error: { reason: 'too-early', waitMs: 30_000 } });
    expect(judge.mock.calls.length).toBe(looked);
    time += 30_000;
    expect(await ask(judge, right('noor'))).toMatchObject({ ok: true });
    expect(await ask(judge, wrong)).toMatchObject({ ok: false, error: { reason: 'wrong', waitMs: 0 } });
  });

  it("is not possible with the operator's own name", async () => {
    const judge = vi.fn(byDirectory);
    await ask(judge, right('EXAMPLE\\bram'));
    expect(judge).not.toHaveBeenCalled();
  });
});
