import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerCommandLine } from '../boot/command-line.js';
import { othersWhoMayChange } from '../core/access-list.js';
import { afterIcacls, madeBy, sddlOf } from '../core/icacls.fixture.js';
import { brokenSettings } from './broken-settings.fixture.js';
import {
  accessListProblem,
  checkSettingsFile,
  readSettings,
  systemSettingsFile,
  type SettingsFiles,
  type SettingsOutcome,
} from './settings-files.js';
import { describeProblem } from './settings-problems.js';

let folder: string;
let files: SettingsFiles;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
  await mkdir(join(folder, 'etc'), { mode: 0o755 });
  files = {
    system: join(folder, 'etc', 'settings.json'),
    user: join(folder, 'settings.json'),
    // As if administrators owned the file.
    ...(process.getuid === undefined ? { accessListOf: () => 'O:BAD:P(A;;FA;;;BA)' } : { alsoTrustedUid: process.getuid() }),
  };
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (content: { readonly system?: object; readonly user?: object }): Promise<SettingsOutcome> => {
  if (content.system !== undefined) await writeFile(files.system, JSON.stringify(content.system, null, 2), { mode: 0o644 });
  if (content.user !== undefined) await writeFile(files.user, JSON.stringify(content.user, null, 2));
  return readSettings(files);
};

describe('the settings of a station', () => {
  it('need no file', () => {
    expect(readSettings(files)).toMatchObject({ outcome: 'read', files: [], overruled: [] });
  });

  it("are the system-wide ones merged with the user's, by key; lists are replaced whole", async () => {
    const outcome = await write({
      system: { server: { url: 'https://cm.example.org', prefix: '/CM' }, cards: { contactlessUidReaders: ['A', 'B'] }, pollSeconds: 60 },
      user: { server: { prefix: '/Other' }, cards: { contactlessUidReaders: ['C'] } },
    });
    expect(outcome).toMatchObject({
      outcome: 'read',
      files: [files.system, files.user],
      settings: { server: { url: 'https://cm.example.org', prefix: '/Other' }, cards: { contactlessUidReaders: ['C'] }, pollSeconds: 60 },
    });
  });

  it('keep locked keys with all keys below, and report it', async () => {
    const outcome = await write({
      system: { locked: ['server', 'policy.bindOffline', 'roster'], server: { url: 'https://cm.example.org' } },
      user: { server: { url: 'https://elsewhere.example.org' }, policy: { bindOffline: true, bindUnresolvedPeople: true }, roster: 7 },
    });
    expect(outcome).toMatchObject({
      outcome: 'read',
      settings: { server: { url: 'https://cm.example.org' }, policy: { bindOffline: false, bindUnresolvedPeople: true } },
      overruled: [
        { file: files.user, place: { line: 2 }, key: 'server' },
        { file: files.user, place: { line: 6 }, key: 'policy.bindOffline' },
        { file: files.user, place: { line: 9 }, key: 'roster' },
      ],
    });
    expect(outcome.outcome === 'read' && outcome.settings).not.toHaveProperty('roster');
  });

  it('let no one give themselves a role where the administrator gives roles, locked or not', async () => {
    const roles = { accounts: { supervisor: ['EXAMPLE\\noor'] }, otherwise: 'viewer' };
    const outcome = await write({
      system: { roles },
      user: { roles: { otherwise: 'administrator', accounts: { administrator: ['EXAMPLE\\bram'] } } },
    });
    expect(outcome).toMatchObject({
      outcome: 'read',
      locked: expect.arrayContaining(['roles']) as unknown,
      settings: { roles: { otherwise: 'viewer' } },
      overruled: [{ file: files.user, key: 'roles' }],
    });
    expect(outcome.outcome === 'read' && outcome.settings.roles?.accounts).not.toHaveProperty('administrator');
  });

  it('name the file of each mistake, and both when both are wrong', async () => {
    const outcome = await write({ system: { pollSeconds: 'often' }, user: { policy: { bindOffline: 'no' } } });
    expect(outcome).toMatchObject({
      outcome: 'invalid',
      problems: expect.arrayContaining([
        expect.objectContaining({ file: files.system, key: 'pollSeconds' }),
        expect.objectContaining({ file: files.user, key: 'policy.bindOffline' }),
      ]) as unknown,
    });
  });

  it('let no user lock anything', async () => {
    expect(await write({ user: { locked: ['server'] } })).toMatchObject({
      outcome: 'invalid',
      problems: [{ file: files.user, key: 'locked' }],
    });
  });

  it.skipIf(process.getuid === undefined)('are not taken from a system-wide file that others can change', async () => {
    await write({ system: { pollSeconds: 5 } });
    await chmod(files.system, 0o664);
    expect(readSettings(files)).toMatchObject({
      outcome: 'invalid',
      problems: [{ file: files.system, remedy: expect.stringContaining('chmod go-w') as string }],
    });
    await chmod(files.system, 0o644);
    await chmod(join(folder, 'etc'), 0o777);
    expect(readSettings(files)).toMatchObject({ outcome: 'invalid', problems: [{ file: join(folder, 'etc') }] });
  });

  it("are in each platform's usual folders", () => {
    expect(systemSettingsFile('linux')).toBe('/etc/card-desk/settings.json');
    expect(systemSettingsFile('darwin')).toBe('/Library/Application Support/Card Desk/settings.json');
    expect(systemSettingsFile('win32', () => 'D:\\Windows')).toBe('D:\\ProgramData\\Card Desk\\settings.json');
    const before = process.env['ProgramData'];
    process.env['ProgramData'] = 'E:\\mine';
    try {
      expect(systemSettingsFile('win32')).toBe('C:\\ProgramData\\Card Desk\\settings.json');
    } finally {
      if (before === undefined) delete process.env['ProgramData'];
      else process.env['ProgramData'] = before;
    }
  });
});

describe('a settings file with mistakes', () => {
  it.each(brokenSettings)('$name', async ({ content, line, key, remedy }) => {
    await writeFile(files.user, content);
    for (const outcome of [checkSettingsFile(files.user), readSettings(files)]) {
      expect(outcome.outcome).toBe('invalid');
      const [first] = outcome.outcome === 'invalid' ? outcome.problems : [];
      expect(first).toMatchObject({ file: files.user, key });
      expect(first?.place?.line ?? null).toBe(line);
      expect(first?.remedy).toMatch(remedy);
    }
    const said = answerCommandLine({
      args: ['--check-config', files.user],
      version: '1',
      settingsFiles: files,
      readInput: () => new Uint8Array(),
    });
    expect(said?.code).toBe(1);
    expect(said?.text).toContain(line === null ? files.user : `${files.user}:${String(line)}:`);
  });

  it('the examples are at least thirty', () => {
    expect(brokenSettings.length).toBeGreaterThanOrEqual(30);
  });

  it('a folder or a missing file is reported as such', () => {
    expect(checkSettingsFile(folder)).toMatchObject({
      outcome: 'invalid',
      problems: [{ problem: expect.stringContaining('cannot be read') as string }],
    });
    expect(checkSettingsFile(join(folder, 'none.json'))).toMatchObject({ outcome: 'invalid', problems: [{ problem: 'does not exist' }] });
  });

  it('is reported with all its mistakes at once', async () => {
    await writeFile(files.user, '{\n  "sever": {},\n  "pollSeconds": 0,\n  "policy": { "bindOffline": 1 }\n}');
    const outcome = checkSettingsFile(files.user);
    expect(outcome.outcome === 'invalid' ? outcome.problems.map(describeProblem).sort() : []).toEqual([
      `${files.user}:2:3: Unknown setting "sever". Did you mean "server"? If not, remove it.`,
      `${files.user}:3:3: pollSeconds is too small. Enter 2 or more.`,
      `${files.user}:4:15: policy.bindOffline must be true or false. Write true or false, without quotation marks.`,
    ]);
  });
});

describe('the system-wide file on Windows', () => {
  const ADMINISTRATORS = 'O:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)';
  const problem = (lists: { readonly folder: string | null; readonly file: string | null }): string | null => {
    const found = accessListProblem(files.system, (path) => (path === files.system ? lists.file : lists.folder));
    return found === null ? null : describeProblem(found);
  };

  it('is trusted if only administrators can change it and its folder', async () => {
    await writeFile(files.system, '{}');
    expect(problem({ folder: ADMINISTRATORS, file: ADMINISTRATORS })).toBeNull();
  });

  it.each([
    [
      'its folder',
      { folder: `${ADMINISTRATORS}(A;;FA;;;BU)`, file: ADMINISTRATORS },
      /etc.*can be changed by users other than administrators \(BU\).*icacls/,
    ],
    [
      'the file',
      { folder: ADMINISTRATORS, file: 'O:S-1-5-21-1-2-3-1001D:(A;;FA;;;BA)' },
      /settings\.json.*can be changed by users other than administrators \(S-1-5-21-1-2-3-1001\).*icacls/,
    ],
    ['something that Windows does not report', { folder: ADMINISTRATORS, file: null }, /Windows did not report who can change it/],
  ])('stops the station if others can change %s', async (_, lists, words) => {
    await writeFile(files.system, '{}');
    expect(problem(lists)).toMatch(words);
  });

  it("has a remedy that removes other accounts' entries from the folder and the file", async () => {
    await writeFile(files.system, '{}');
    const before = madeBy('S-1-5-21-1-2-3-1001');
    const said = problem({ folder: sddlOf(before.folder), file: sddlOf(before.file) }) ?? '';
    const after = afterIcacls(before, said.split('icacls ').slice(1));
    expect(othersWhoMayChange(sddlOf(after.folder))).toEqual([]);
    expect(othersWhoMayChange(sddlOf(after.file))).toEqual([]);
  });

  it('has a remedy that works in cmd and in PowerShell 5.1', async () => {
    await writeFile(files.system, '{}');
    const said = problem({ folder: 'O:BUD:', file: ADMINISTRATORS }) ?? '';
    const command = /powershell -NoProfile -Command "([^"]*)"/.exec(said)?.[1];
    // PowerShell 5.1 has no `&&`, and interprets bare parentheses and `$`.
    expect(command).toMatch(/^icacls '/);
    expect(command).not.toMatch(/[&|$`%]/);
    expect(command?.replaceAll(/'[^']*'/g, '')).not.toMatch(/[()*]/);
  });

  it('asks Windows nothing if it is missing', () => {
    expect(problem({ folder: null, file: null })).toBeNull();
  });
});
