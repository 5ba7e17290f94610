import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { electronBuilderConfig } from '../electron-builder.config.mjs';
import { cache, root } from '../lib/paths.mjs';
import { ask, run } from '../lib/run.mjs';
import { electronBuilder } from '../package/electron-builder.mjs';
import { windowsTools } from './wine.mjs';

/**
 * Makes Windows installers with Debian's makensis and wixl and runs them under Wine, to test the project's own part of them.
 * They install a stand-in; electron-builder's NSIS and WiX cannot run here.
 */

const MAKERS = { makensis: '/usr/bin/makensis', wixl: '/usr/bin/wixl', msibuild: '/usr/bin/msibuild' };

/**
 * Returns what is missing here to make and run installers.
 * @returns {string | null} Null if nothing is missing.
 */
export function whyNoInstallers() {
  try {
    windowsTools();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const missing = Object.values(MAKERS).filter((path) => !existsSync(path));
  return missing.length === 0 ? null : `${missing.join(', ')} missing: sudo apt-get install nsis wixl msitools`;
}

/** Maximum time an installer may take under Wine, ms. */
const LIMIT_MS = 120_000;

/**
 * Makes a new Windows under Wine, in its own folder.
 * @returns {Promise<Windows>}
 * @throws If Wine cannot make it.
 *
 * @typedef {object} Windows
 * @property {string} drive Its drive C.
 * @property {(program: string, ...args: string[]) => Promise<Ran>} run Runs a program, and waits for all processes it starts.
 * @property {() => Promise<void>} close Ends it and removes it.
 *
 * @typedef {object} Ran
 * @property {number} code
 * @property {readonly string[]} started Command lines of the started processes, in order.
 */
export async function openWindows() {
  const { wine, wineboot, wineserver } = windowsTools();
  // On the disk: it takes 700 MB, and tests may keep their temporary files in memory.
  await mkdir(join(cache, 'windows'), { recursive: true });
  const folder = await mkdtemp(join(cache, 'windows', 'installed-'));
  const prefix = join(folder, 'wine');
  const log = join(folder, 'said.log');
  const env = { ...process.env, WINEPREFIX: prefix, WINEARCH: 'win64', WINEDEBUG: '-all' };
  /** @param {string} command @param {readonly string[]} args @param {NodeJS.ProcessEnv} [variables] */
  const toEnd = async (command, args, variables = {}) => {
    // Output to a file: a pipe can keep Wine's programs from exiting.
    const output = openSync(log, 'w');
    try {
      const options = { env: { ...env, ...variables }, output, limitMs: LIMIT_MS };
      const code = await run(command, args, options);
      const waited = await run(wineserver, ['--wait'], options);
      return { code: waited === 0 ? code : waited, said: await readFile(log, 'utf8') };
    } finally {
      closeSync(output);
    }
  };
  const { code, said } = await toEnd(wineboot, ['--init']);
  if (code !== 0) throw new Error(`Wine could not make a Windows (${code}): ${said}`);
  return {
    drive: join(prefix, 'drive_c'),
    run: async (program, ...args) => {
      const ended = await toEnd(wine, [program, ...args], { WINEDEBUG: '-all,trace+process' });
      return { code: ended.code, started: commandLinesIn(ended.said) };
    },
    close: async () => {
      // Ends the programs of this Windows, and none of another.
      await run(wineserver, ['--kill'], { env });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Returns the command lines in Wine's log of started processes.
 * @param {string} said
 * @returns {string[]}
 */
function commandLinesIn(said) {
  return [...said.matchAll(/trace:process:CreateProcessInternalW app .*? cmdline L"((?:[^"\\]|\\.)*)"/g)].map(([, line = '']) =>
    line.replaceAll(/\\(.)/g, '$1'),
  );
}

/** Files installed instead of the station: a program, and a file in a folder. */
export const STAND_IN = ['Card Desk.exe', 'resources/app.asar'];

/** @param {string} folder Created. */
export async function makeStandIn(folder) {
  for (const file of STAND_IN) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `stand-in for ${file}`);
  }
}

/**
 * Makes a 64-bit setup program with the project's part of the real one, `installer.nsh`, and what electron-builder adds that
 * matters here: the same installation folder, a copy of the installer for an updater, an uninstaller.
 * @param {string} standIn
 * @param {string} file The setup program.
 * @throws If makensis fails or warns.
 */
export async function makeSetup(standIn, file) {
  const script = `${file}.nsi`;
  await writeFile(
    script,
    `Unicode true
Target amd64-unicode
!include LogicLib.nsh
!include "${join(root, 'build/resources/installer.nsh')}"
Name "Card Desk"
OutFile "${file}"
RequestExecutionLevel admin
InstallDir "$PROGRAMFILES64\\Card Desk"
Section
  SetOutPath $INSTDIR
  File /r "${standIn}/*"
  SetShellVarContext current
  CreateDirectory "$LOCALAPPDATA\\card-desk-updater"
  CopyFiles /SILENT "$EXEPATH" "$LOCALAPPDATA\\card-desk-updater\\installer.exe"
  WriteUninstaller "$INSTDIR\\Uninstall Card Desk.exe"
  !insertmacro customInstall
SectionEnd
Section Uninstall
  !insertmacro customUnInstall
  RMDir /r $INSTDIR
SectionEnd
`,
  );
  const { ok, output } = ask(MAKERS.makensis, ['-V2', '-WX', script]);
  if (!ok) throw new Error(`makensis: ${output.trim()}`);
}

/**
 * Returns electron-builder's WiX project of the real configuration, with the project's part in it. The build stops there.
 * @param {string} standIn
 * @param {string} work Working folder.
 * @returns {Promise<string>}
 * @throws If electron-builder does not get so far.
 */
export async function msiProject(standIn, work) {
  const { build, Platform, Arch } = await electronBuilder();
  const config = electronBuilderConfig({
    runtime: { kind: 'test', version: '0.0.0', folder: standIn, executable: join(standIn, 'Card Desk.exe') },
    debuggable: false,
  });
  await mkdir(work, { recursive: true });
  const about = { name: 'card-desk', version: '0.1.0', description: 'Card Desk', author: 'Card Desk maintainers', main: 'main.js' };
  await writeFile(join(work, 'package.json'), JSON.stringify(about));
  await writeFile(join(work, 'main.js'), '');
  let project = '';
  const isMade = 'the project is made';
  await build({
    projectDir: work,
    prepackaged: standIn,
    targets: Platform.WINDOWS.createTarget('msi', Arch.x64),
    config: {
      ...config,
      directories: { ...config.directories, output: join(work, 'out') },
      msiProjectCreated: async (file) => {
        if (typeof config.msiProjectCreated !== 'function') throw new Error('The configuration has no msiProjectCreated');
        await config.msiProjectCreated(file);
        project = await readFile(file, 'utf8');
        // The next step would download WiX.
        throw new Error(isMade);
      },
    },
  }).catch((/** @type {unknown} */ error) => {
    if (!(error instanceof Error && error.message === isMade)) throw error;
  });
  return project;
}

/**
 * Converts a WiX 4 project to the older form that wixl accepts: without dialogs, access lists and icon links, each component
 * in its folder. Component attributes that wixl does not support are written into the MSI afterwards.
 * @param {string} project
 * @returns {{ project: string, permanent: string[] }} With the permanent components.
 */
export function forWixl(project) {
  const plain = project
    .replace('http://wixtoolset.org/schemas/v4/wxs', 'http://schemas.microsoft.com/wix/2006/wi')
    .replaceAll(/<UI>.*?<\/UI>|<Condition.*?<\/Condition>/gs, '')
    .replaceAll(/<(?:UIRef|WixVariable|CustomAction|Icon|ShortcutProperty|PermissionEx)\b[^>]*\/>/g, '')
    .replaceAll(/<Property Id="ARPPRODUCTICON"[^>]*\/>| Advertise="yes" Icon="[^"]*"/g, '');
  const group = /<ComponentGroup Id="ProductComponents" Directory="(\w+)">(.*)<\/ComponentGroup>/s;
  const [, installFolder = '', files = ''] = group.exec(plain) ?? [];
  let count = 0;
  /** @type {Map<string, string>} Components by folder. */
  const inFolder = new Map();
  for (const [, attributes = '', content = ''] of files.matchAll(/<Component([^>]*)>(.*?)<\/Component>/gs)) {
    count += 1;
    const folder = /Directory="([^"]+)"/.exec(attributes)?.[1] ?? installFolder;
    const file = content.replace(/<File (?![^>]*\bId=)/, `<File Id="file${count}" `);
    inFolder.set(folder, `${inFolder.get(folder) ?? ''}<Component Id="files${count}" Guid="*">${file}</Component>`);
  }
  const below = /<Directory Id="([^"]+)" Name="APPLICATIONFOLDER:\\([^"]*)\\"\/>/g;
  const folders = [...plain.matchAll(below)].map(
    ([, id = '', name = '']) => `<Directory Id="${id}" Name="${name}">${inFolder.get(id) ?? ''}</Directory>`,
  );
  const references = Array.from({ length: count }, (_none, at) => `<ComponentRef Id="files${at + 1}"/>`).join('');
  return {
    permanent: [...project.matchAll(/<Component Id="(\w+)"[^>]* Permanent="yes"/g)].map(([, id = '']) => id),
    project: plain
      .replace(group, '')
      .replaceAll(below, '')
      .replace(
        /(<Directory Id="APPLICATIONFOLDER" Name="[^"]*")\/>/,
        `$1>${inFolder.get(installFolder) ?? ''}${folders.join('')}</Directory>`,
      )
      .replace('<ComponentGroupRef Id="ProductComponents"/>', references),
  };
}

/** Attributes in an MSI's component table: `msidbComponentAttributesPermanent`, `msidbComponentAttributes64bit`. */
const PERMANENT = 16;
const IS_64_BIT = 256;

/**
 * Makes an MSI from electron-builder's project with wixl.
 * @param {string} project
 * @param {string} standIn
 * @param {string} file The MSI; beside the stand-in's folder, because wixl accepts no absolute source paths.
 * @throws If wixl or msibuild fails.
 */
export async function makeMsi(project, standIn, file) {
  const { project: source, permanent } = forWixl(project);
  await writeFile(`${file}.wxs`, source);
  const folder = dirname(file);
  const made = ask(MAKERS.wixl, ['--arch', 'x64', '-D', `appDir=${basename(standIn)}`, '--output', file, `${file}.wxs`], { cwd: folder });
  if (!made.ok || !existsSync(file)) throw new Error(`wixl: ${made.output.trim()}`);
  // oxlint-disable project/no-sql -- an MSI is a separate database, and this is the only way to change it
  const queries = [
    `UPDATE Component SET Attributes = ${IS_64_BIT}`,
    ...permanent.map((id) => `UPDATE Component SET Attributes = ${IS_64_BIT | PERMANENT} WHERE Component = '${id}'`),
  ];
  // oxlint-enable project/no-sql
  for (const query of queries) {
    const { ok, output } = ask(MAKERS.msibuild, [file, '-q', query]);
    if (!ok) throw new Error(`msibuild: ${output.trim()}`);
  }
}
