import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomRuns } from '../core/random-runs.fixture.js';
import { settingLeaves } from './setting-kinds.js';
import { lockedByRule } from './setting-facts.js';
import { companions, sampleOf } from './settings-samples.fixture.js';
import { readSettings, type SettingsFiles, type SettingsOutcome } from './settings-files.js';
import { valueAt, withValue } from './settings-tree.js';
import { publishedSchema, settingFacts } from './settings.js';

let folder: string;
let files: SettingsFiles;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-locks-'));
  mkdirSync(join(folder, 'etc'), { mode: 0o755 });
  files = {
    system: join(folder, 'etc', 'settings.json'),
    user: join(folder, 'settings.json'),
    // As if administrators owned the file.
    ...(process.getuid === undefined ? { accessListOf: () => 'O:BAD:P(A;;FA;;;BA)' } : { alsoTrustedUid: process.getuid() }),
  };
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(system: unknown, user: unknown): SettingsOutcome {
  writeFileSync(files.system, JSON.stringify(system), { mode: 0o644 });
  writeFileSync(files.user, JSON.stringify(user));
  return readSettings(files);
}

const leaves = [...settingLeaves()];
/** Values of a key: its sample, what its neighbors need, and an invalid one. */
const valuesOf = new Map<string, readonly unknown[]>(
  leaves.map(([key, leaf]) => {
    if (key.startsWith('roles.accounts.')) return [key, [[`EXAMPLE\\${key}`], [`OTHER\\${key}`]]];
    if (key === 'roles.fourEyes') return [key, [['override-refusal'], []]];
    return [key, [sampleOf(key, leaf), valueAt(companions, key.split('.')) ?? leaf.byDefault ?? sampleOf(key, leaf)]];
  }),
);
/** Keys that any key of a group needs. */
const needed: Readonly<Record<string, readonly string[]>> = {
  server: ['server.url'],
  'server.clientCertificate': ['server.clientCertificate.issuer'],
  'people.directory': ['people.directory.url', 'people.directory.base'],
  kiosk: ['kiosk.pinHash'],
  backup: ['backup.folder'],
  collector: ['collector.host'],
  updates: ['updates.announcement', 'updates.publicKey'],
  roles: ['roles.accounts.supervisor'],
};

function fileOf(chosen: readonly (readonly [key: string, which: number])[], other: number): object {
  const keys = new Map<string, number>(chosen);
  for (const [part, all] of Object.entries(needed)) {
    if ([...keys.keys()].some((key) => key.startsWith(`${part}.`))) for (const key of all) if (!keys.has(key)) keys.set(key, other);
  }
  return [...keys].reduce<object>(
    (file, [key, which]) => Object(withValue(file, key.split('.'), valuesOf.get(key)?.[which])) as object,
    {},
  );
}

const someKeys = (smallest: number) =>
  fc
    .subarray(
      leaves.map(([key]) => key),
      { minLength: smallest },
    )
    .chain((keys) => fc.tuple(...keys.map((key) => fc.tuple(fc.constant(key), fc.nat(1)))));
/** Values that replace a whole group. */
const odd = fc.constantFrom<unknown>(null, {}, [], '', 7, true);
const parts = [...new Set(leaves.map(([key]) => key.split('.')[0] ?? key))];

/** The settings that roles and approvals depend on, and the locked desk's if set by the administrator. */
function restedOn(outcome: Extract<SettingsOutcome, { outcome: 'read' }>, withDesk: boolean): Record<string, unknown> {
  const things = ['roles', 'bindings', 'record', ...(withDesk ? ['locked-desk'] : [])];
  return Object.fromEntries(
    leaves
      .filter(([key]) => things.includes(settingFacts.get(key)?.protects ?? ''))
      .map(([key]) => [key, valueAt(outcome.settings, key.split('.'))]),
  );
}

describe('when the system-wide file has roles', () => {
  it('no user key changes what roles and approvals depend on', { timeout: 60_000 }, () => {
    const system = { roles: { accounts: { supervisor: ['EXAMPLE\\noor'] } } };
    const alone = read(system, {});
    if (alone.outcome !== 'read') throw new Error('the system-wide file is wrong');
    for (const [key] of leaves) {
      for (const which of [0, 1]) {
        const both = read(system, fileOf([[key, which]], 1));
        expect(both.outcome, key).toBe('read');
        if (both.outcome === 'read') expect(restedOn(both, false), key).toEqual(restedOn(alone, false));
      }
    }
  });

  it("no pair of files lets the user's change what roles and approvals depend on", { timeout: 120_000 }, () => {
    const numRuns = randomRuns(400);
    let compared = 0;
    fc.assert(
      fc.property(
        someKeys(0),
        someKeys(1),
        fc.option(fc.tuple(fc.constantFrom(...parts), odd)),
        fc.boolean(),
        (systemKeys, userKeys, instead, hasLocks) => {
          const system = { roles: {}, ...fileOf(systemKeys, 0), ...(hasLocks ? { locked: ['server.url', 'pollSeconds'] } : {}) };
          const user = { ...fileOf(userKeys, 1), ...(instead === null ? {} : { [instead[0]]: instead[1] }) };
          const alone = read(system, {});
          fc.pre(alone.outcome === 'read');
          const both = read(system, user);
          // With an invalid file the station does not open.
          if (both.outcome !== 'read') return;
          compared += 1;
          const hasDesk = valueAt(system, ['kiosk', 'pinHash']) !== undefined;
          expect(restedOn(both, hasDesk)).toEqual(restedOn(alone, hasDesk));
        },
      ),
      { numRuns, seed: 23 },
    );
    expect(compared).toBeGreaterThan(numRuns / 2);
  });

  it("the user's values are reported as unused", () => {
    const outcome = read(
      { roles: { otherwise: 'viewer' }, server: { url: 'https://cm.example.org' } },
      {
        server: { extraCa: resolve('/tmp/mine.pem') },
        people: { directory: { url: 'ldaps://mine.example.org', base: 'DC=mine', extraCa: resolve('/tmp/mine.pem') } },
        roster: resolve('/tmp/mine.csv'),
        pollSeconds: 5,
      },
    );
    expect(outcome).toMatchObject({ outcome: 'read', settings: { pollSeconds: 5, server: { url: 'https://cm.example.org' }, people: {} } });
    expect(outcome.outcome === 'read' && outcome.settings.people).not.toHaveProperty('directory');
    expect(outcome.outcome === 'read' && outcome.overruled.map(({ key }) => key)).toEqual(['server', 'roster', 'people']);
  });
});

it('a locked desk of the system-wide file accepts only its own PIN', () => {
  const [mine, theirs] = ['a', 'b'].map((letter) => `scrypt:${letter.repeat(32)}:${letter.repeat(64)}`);
  const outcome = read({ kiosk: { pinHash: theirs } }, { kiosk: { pinHash: mine, idleSeconds: 3600 } });
  expect(outcome).toMatchObject({ outcome: 'read', settings: { kiosk: { pinHash: theirs, idleSeconds: 120 } } });
});

it('an undeclared key gets the strictest protection, locked and withheld from the page', () => {
  expect([...settingFacts].filter(([, { holds }]) => holds === 'secret').map(([key]) => key)).toEqual(['kiosk.pinHash']);
  expect(lockedByRule(settingFacts, () => false)).toEqual([]);
});

it('the declarations are not published', () => {
  const schema = JSON.stringify(publishedSchema());
  expect(schema).not.toContain('"protects"');
  expect(schema).not.toContain('"holds"');
});
