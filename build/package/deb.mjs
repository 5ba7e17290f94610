import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { root } from '../lib/paths.mjs';
import { ask } from '../lib/run.mjs';
import { UserError } from '../lib/terminal.mjs';
import { desktopId } from '../lib/identity.mjs';

/**
 * Libraries that Electron is linked with, and the service that talks to readers (Debian 12, Ubuntu 22.04 and newer; names
 * with t64 belong to releases with 64-bit time).
 */
const depends = [
  'pcscd',
  'libpcsclite1',
  'libasound2t64 | libasound2',
  'libatk-bridge2.0-0t64 | libatk-bridge2.0-0',
  'libatspi2.0-0t64 | libatspi2.0-0',
  'libc6 (>= 2.31)',
  'libcups2t64 | libcups2',
  'libdrm2',
  'libgbm1',
  'libgtk-3-0t64 | libgtk-3-0',
  'libnss3',
  'libxkbcommon0',
  'libxcomposite1',
  'libxdamage1',
  'libxrandr2',
];

/** Drivers of most readers, and the key store that protects the journal's key. */
const recommends = ['libccid', 'libsecret-1-0'];

/** Folder of the installed station. */
export const installFolder = '/opt/card-desk';

/**
 * Makes a Debian package of the packaged station with the system's dpkg-deb. It has no scripts, only files, so that it can be
 * removed completely. It never touches settings in /etc/card-desk or profiles.
 * @param {object} options
 * @param {string} options.executable In the folder to package.
 * @param {string} options.output Folder for the package.
 * @param {boolean} options.isTrial Made with an Electron that is not for live use.
 * @returns {Promise<string>} File of the package.
 * @throws {UserError} If dpkg-deb is missing or fails.
 */
export async function makeDeb({ executable, output, isTrial }) {
  /** @type {{ version: string, description: string, homepage?: string }} */
  const { version, description, homepage } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  // A tilde sorts before the end of a version (Debian policy 5.6.12), so the real package replaces a trial.
  const debVersion = isTrial ? `${version}~trial` : version;
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const work = await mkdtemp(join(tmpdir(), 'card-desk-deb-'));
  try {
    await chmod(work, 0o755);
    await stageFiles(work, dirname(executable), description);
    const bytes = await writeChecksums(work);
    await writeFile(
      join(work, 'DEBIAN/control'),
      `${[
        'Package: card-desk',
        `Version: ${debVersion}`,
        `Architecture: ${arch}`,
        'Section: utils',
        'Priority: optional',
        'Maintainer: Card Desk maintainers <maintainers@card-desk.invalid>',
        ...(homepage === undefined ? [] : [`Homepage: ${homepage}`]),
        `Installed-Size: ${String(Math.ceil(bytes / 1024))}`,
        `Depends: ${depends.join(', ')}`,
        `Recommends: ${recommends.join(', ')}`,
        `Description: ${isTrial ? 'TRIAL, NOT FOR LIVE USE: ' : ''}binds smart cards to requests`,
        ` ${description}.`,
        ...(isTrial ? [' .', ' Made with an old Electron that no longer gets security fixes, to try the', ' installation only.'] : []),
      ].join('\n')}\n`,
    );
    await mkdir(output, { recursive: true });
    const file = join(output, `card-desk-${debVersion}-linux-${arch}.deb`);
    const { ok, output: said } = ask('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z3', '--build', work, file]);
    if (!ok) throw new UserError(`dpkg-deb failed: ${said.trim()}`);
    return file;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} work
 * @param {string} station
 * @param {string} description
 */
async function stageFiles(work, station, description) {
  const installed = join(work, installFolder);
  const share = join(work, 'usr/share');
  const doc = join(share, 'doc/card-desk');
  for (const folder of ['DEBIAN', 'opt', 'usr/bin', 'usr/share/applications', 'usr/share/doc/card-desk'])
    await mkdir(join(work, folder), { recursive: true });
  await cp(station, installed, { recursive: true });
  for (const path of await filesBelow(work)) await chmod(path, ((await stat(path)).mode & 0o111) === 0 ? 0o644 : 0o755);
  // Chromium's sandbox where users may not create namespaces (Ubuntu 24.04): setuid, as in Chromium's own package.
  await chmod(join(installed, 'chrome-sandbox'), 0o4755);
  await symlink(join(installFolder, 'card-desk'), join(work, 'usr/bin/card-desk'));
  await writeFile(
    join(share, `applications/${desktopId}.desktop`),
    `${['[Desktop Entry]', 'Type=Application', 'Name=Card Desk', `Comment=${description}`, `Exec=${installFolder}/card-desk`, 'Icon=card-desk', 'Terminal=false', 'Categories=Office;', `StartupWMClass=${desktopId}`].join('\n')}\n`,
  );
  for (const icon of (await readdir(join(root, 'assets/icons'))).filter((name) => /^\d+x\d+\.png$/.test(name))) {
    const folder = join(share, 'icons/hicolor', icon.replace('.png', ''), 'apps');
    await mkdir(folder, { recursive: true });
    await cp(join(root, 'assets/icons', icon), join(folder, 'card-desk.png'));
  }
  await mkdir(join(share, 'icons/hicolor/scalable/apps'), { recursive: true });
  await cp(join(root, 'assets/logo.svg'), join(share, 'icons/hicolor/scalable/apps/card-desk.svg'));
  await cp(join(root, 'docs/settings.schema.json'), join(doc, 'settings.schema.json'));
  await cp(join(root, 'LICENSE'), join(doc, 'copyright'));
  await writeFile(join(doc, 'changelog.gz'), gzipSync(await readFile(join(root, 'CHANGELOG.md')), { level: 9 }));
}

/**
 * Writes DEBIAN/md5sums, with which `dpkg --verify` detects changed files.
 * @param {string} work
 * @returns {Promise<number>} Installed size in bytes.
 */
async function writeChecksums(work) {
  let bytes = 0;
  let sums = '';
  for (const path of await filesBelow(work)) {
    const content = await readFile(path);
    bytes += content.length;
    sums += `${createHash('md5').update(content).digest('hex')}  ${relative(work, path)}\n`;
  }
  await writeFile(join(work, 'DEBIAN/md5sums'), sums);
  return bytes;
}

/**
 * Returns the regular files below a folder, without links.
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
