import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMsi, makeSetup, makeStandIn, msiProject, openWindows, STAND_IN, whyNoInstallers } from '../windows/installers.mjs';
import { windowsPath } from '../windows/wine.mjs';

const missing = whyNoInstallers();

/** Two installations and removals under Wine in sequence, some ten seconds each. */
const limit = { timeout: 300_000 };

describe.skipIf(missing !== null)(`Windows' installers around a stand-in, under Wine${missing === null ? '' : `: ${missing}`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'card-desk-installers-'));
  const standIn = join(folder, 'app');
  let windows: Awaited<ReturnType<typeof openWindows>>;
  beforeAll(async () => {
    await makeStandIn(standIn);
    windows = await openWindows();
  }, 300_000);
  afterAll(async () => {
    await windows.close();
    rmSync(folder, { recursive: true });
  });

  const on = (path: string): string => join(windows.drive, path);
  const program = 'Program Files/Card Desk';
  const settingsFolder = 'ProgramData/Card Desk';
  const settings = `${settingsFolder}/settings.json`;
  const local = `users/${userInfo().username}/AppData/Local`;
  const journal = `${local}/Card Desk/journal/journal.db`;
  const write = (path: string, text: string): void => {
    mkdirSync(join(on(path), '..'), { recursive: true });
    writeFileSync(on(path), text);
  };
  const icacls = (started: readonly string[]): string[] =>
    started.filter((line) => line.startsWith('"C:\\windows\\system32\\icacls.exe" ')).map((line) => line.slice(line.indexOf(' ') + 1));
  const protecting = [
    '"C:\\ProgramData\\Card Desk" /setowner *S-1-5-32-544',
    '"C:\\ProgramData\\Card Desk" /reset',
    '"C:\\ProgramData\\Card Desk" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX',
  ];

  it('the setup program installs silently, makes and protects the settings folder, and leaves it when it is removed', limit, async () => {
    const setup = join(folder, 'card-desk.exe');
    await makeSetup(standIn, setup);
    const installed = await windows.run(windowsPath(setup), '/S');
    expect(installed.code).toBe(0);
    for (const file of STAND_IN) expect(existsSync(on(`${program}/${file}`)), file).toBe(true);
    expect(readdirSync(on(settingsFolder))).toEqual([]);
    expect(icacls(installed.started)).toEqual(protecting);

    // Over an older version, with files that an administrator and an operator have added.
    write(settings, '{"locked":["server"]}');
    write(journal, 'journal');
    const again = await windows.run(windowsPath(setup), '/S');
    expect(again.code).toBe(0);
    expect(icacls(again.started)).toEqual(protecting);
    expect(existsSync(on(`${local}/card-desk-updater/installer.exe`))).toBe(true);

    const removed = await windows.run('C:\\Program Files\\Card Desk\\Uninstall Card Desk.exe', '/S');
    expect(removed.code).toBe(0);
    expect(existsSync(on(program))).toBe(false);
    expect(existsSync(on(`${local}/card-desk-updater`))).toBe(false);
    expect(readFileSync(on(settings), 'utf8')).toBe('{"locked":["server"]}');
    expect(readFileSync(on(journal), 'utf8')).toBe('journal');
  });

  it('the setup program does not wait for a person if the settings folder cannot be made', limit, async () => {
    rmSync(on(settingsFolder), { recursive: true, force: true });
    write(settingsFolder, 'another file');
    const setup = join(folder, 'card-desk-blocked.exe');
    await makeSetup(standIn, setup);
    const installed = await windows.run(windowsPath(setup), '/S');
    expect(installed.code).toBe(0);
    expect(icacls(installed.started)).toEqual([]);
    expect(readFileSync(on(settingsFolder), 'utf8')).toBe('another file');
    expect((await windows.run('C:\\Program Files\\Card Desk\\Uninstall Card Desk.exe', '/S')).code).toBe(0);
    expect(existsSync(on(program))).toBe(false);
    rmSync(on(settingsFolder));
  });

  it('the MSI installs silently, makes the settings folder, and leaves it when it is removed', limit, async () => {
    const msi = join(folder, 'card-desk.msi');
    await makeMsi(await msiProject(standIn, join(folder, 'electron-builder')), standIn, msi);
    const link = `${windows.drive}/users/${userInfo().username}/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Card Desk.lnk`;
    const links = [link, on('ProgramData/Microsoft/Windows/Start Menu/Programs/Card Desk.lnk')];
    const install = () => windows.run('msiexec', '/i', windowsPath(msi), '/qn', '/norestart');
    const remove = () => windows.run('msiexec', '/x', windowsPath(msi), '/qn');

    expect((await install()).code).toBe(0);
    for (const file of STAND_IN) expect(existsSync(on(`${program}/${file}`)), file).toBe(true);
    expect(readdirSync(on(settingsFolder))).toEqual([]);
    expect(links.filter((path) => existsSync(path))).toHaveLength(1);
    expect((await remove()).code).toBe(0);
    expect(existsSync(on(program))).toBe(false);
    expect(links.filter((path) => existsSync(path))).toEqual([]);
    // Empty, but it stays: it is already protected for the next installation.
    expect(readdirSync(on(settingsFolder))).toEqual([]);

    write(settings, '{"locked":["server"]}');
    expect((await install()).code).toBe(0);
    expect((await remove()).code).toBe(0);
    expect(readFileSync(on(settings), 'utf8')).toBe('{"locked":["server"]}');
  });
});
