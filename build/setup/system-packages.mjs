import { existsSync } from 'node:fs';
import { ask, run } from '../lib/run.mjs';
import { printLine } from '../lib/terminal.mjs';

/**
 * Debian and Ubuntu packages by what needs them. If a package has two names, the newer one is first: it belongs to releases
 * with 64-bit time.
 * @type {Record<'build' | 'desktop' | 'test' | 'ad' | 'windows', readonly (readonly string[])[]>}
 */
const packages = {
  // node-gyp compiles the PC/SC addons during `npm ci`; they talk to pcscd.
  build: [['libpcsclite-dev'], ['pcscd'], ['python3'], ['make'], ['g++'], ['tar'], ['ca-certificates']],
  desktop: [
    ['libgtk-3-0t64', 'libgtk-3-0'],
    ['libnss3'],
    ['libasound2t64', 'libasound2'],
    ['libgbm1'],
    ['libxss1'],
    ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
    ['libcups2t64', 'libcups2'],
    ['libdrm2'],
    ['libxkbcommon0'],
    ['xvfb'],
  ],
  test: [
    ...[['pcsc-tools'], ['vsmartcard-vpcd'], ['opensc'], ['yubico-piv-tool']],
    ...[['slapd'], ['ldap-utils']],
    // A Kerberos realm and a web server that requires its tickets; apache2-bin is the program without the service.
    ...[['krb5-kdc'], ['krb5-admin-server'], ['krb5-user'], ['apache2-bin'], ['libapache2-mod-auth-gssapi']],
    // Renders the page of the component tests.
    ['chromium', 'google-chrome-stable'],
    ...[['libnss3-tools'], ['openssl'], ['iproute2'], ['xdotool'], ['poppler-utils'], ['weston']],
  ],
  // An Active Directory: Samba's domain controller, and the tools that provision a domain.
  ad: [
    ['samba-ad-dc', 'samba'],
    ...[['samba-ad-provision'], ['samba-dsdb-modules'], ['samba-vfs-modules'], ['winbind'], ['python3-samba']],
  ],
  // A Windows for the unit tests, a compiler for the library it lacks, and installer tools.
  windows: [['wine64'], ['wine'], ['gcc-mingw-w64-x86-64-win32', 'gcc-mingw-w64-x86-64'], ['git'], ['nsis'], ['wixl'], ['msitools']],
};

/**
 * Installs missing packages where possible (apt, as root or with passwordless sudo); elsewhere prints what is missing and how
 * to get it.
 * @param {readonly (keyof typeof packages)[]} groups
 * @returns {Promise<boolean>} Whether everything is there now, as far as can be told.
 */
export async function ensureSystemPackages(groups) {
  if (process.platform !== 'linux') return true;
  const wanted = groups.flatMap((group) => packages[group]);
  if (!existsSync('/usr/bin/dpkg-query') || !existsSync('/usr/bin/apt-get')) {
    return knownByFile(wanted);
  }
  const missing = missingOf(wanted);
  if (missing.length === 0) return true;

  const elevate = rootPrefix();
  if (elevate === null) {
    printLine(`Setup: missing system packages: ${missing.map(preferred).join(' ')}`);
    printLine(`        Install them with: sudo apt-get install ${missing.map(preferred).join(' ')}`);
    return false;
  }
  if (!missing.every((names) => names.some(isOffered))) await apt(elevate, ['update']);
  const names = missing.map(preferred);
  printLine(`Setup: installing system packages: ${names.join(' ')}`);
  const install = ['install', '--yes', '--no-install-recommends', ...names];
  if ((await apt(elevate, install)) !== 0) {
    // Usually the package list names versions that the mirror no longer has.
    await apt(elevate, ['update']);
    await apt(elevate, install);
  }
  const still = missingOf(wanted);
  if (still.length > 0) printLine(`Setup: these packages could not be installed: ${still.map(preferred).join(' ')}`);
  return still.length === 0;
}

/**
 * @param {readonly (readonly string[])[]} wanted
 */
function missingOf(wanted) {
  const { output } = ask('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...wanted.flat()]);
  const installed = new Set(output.split('\n').flatMap((line) => (line.endsWith(' installed') ? [line.slice(0, line.indexOf(' '))] : [])));
  return wanted.filter((names) => !names.some((name) => installed.has(name)));
}

/**
 * Returns the first name that apt can install, or the last one, which the oldest release knows.
 * @param {readonly string[]} names
 * @returns {string}
 */
function preferred(names) {
  return names.find(isOffered) ?? names.at(-1) ?? '';
}

/** @param {string} name */
function isOffered(name) {
  return /^ {2}Candidate: (?!\(none\))/m.test(ask('apt-cache', ['policy', name], { env: { ...process.env, LC_ALL: 'C' } }).output);
}

/** Returns the command prefix for running as root: empty, sudo, or null if that is not possible. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return ask('sudo', ['-n', 'true'], { limitMs: 10_000 }).ok ? ['sudo', '-n'] : null;
}

/**
 * @param {readonly string[]} elevate
 * @param {readonly string[]} args
 */
function apt(elevate, args) {
  const [command = 'env', ...rest] = [
    ...elevate,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    '-qq',
    '-o',
    'Dpkg::Use-Pty=0',
    ...args,
  ];
  return run(command, rest);
}

/**
 * Checks without dpkg for the PC/SC header, the one file `npm ci` cannot do without.
 * @param {readonly (readonly string[])[]} wanted
 */
function knownByFile(wanted) {
  if (existsSync('/usr/include/PCSC/winscard.h')) return true;
  printLine('Setup: apt was not found, so system packages are not checked. Their names in Debian:');
  printLine(`        ${wanted.map((names) => names.at(-1)).join(' ')}`);
  return false;
}
