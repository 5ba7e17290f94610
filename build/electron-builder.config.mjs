import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { packagedFolder, root } from './lib/paths.mjs';

/** What Debian packages of Electron need, and the service that talks to readers. */
const debianDepends = [
  'pcscd',
  'libpcsclite1',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnotify4',
  'libnss3',
  'libxss1',
  'libxtst6',
  'xdg-utils',
  'libatspi2.0-0 | libatspi2.0-0t64',
  'libuuid1',
  'libsecret-1-0',
  'libasound2 | libasound2t64',
];

/**
 * Fuses of the Electron binary (https://www.electronjs.org/docs/latest/tutorial/fuses). An installed station cannot be
 * turned into a Node, takes no debugger, and loads nothing but its own archive.
 * @param {{ runtime: import('./setup/electron-runtime.mjs').ElectronRuntime, debuggable: boolean }} options
 * @returns {NonNullable<import('electron-builder').Configuration['electronFuses']>}
 */
function fuses({ runtime, debuggable }) {
  return {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    // The end-to-end tests drive the packaged station through this door; no installer has it.
    enableNodeCliInspectArguments: debuggable,
    enableCookieEncryption: true,
    onlyLoadAppFromAsar: true,
    enableEmbeddedAsarIntegrityValidation: process.platform !== 'linux',
    // The test runtime is older than this fuse.
    ...(runtime.kind === 'test' ? {} : { grantFileProtocolExtraPrivileges: false }),
  };
}

/**
 * The whole of how the station is packaged, for every system.
 * @param {object} options
 * @param {import('./setup/electron-runtime.mjs').ElectronRuntime} options.runtime
 * @param {boolean} options.debuggable For tests only: lets a debugger in.
 * @returns {import('electron-builder').Configuration}
 */
export function electronBuilderConfig({ runtime, debuggable }) {
  const icon = join(root, 'assets/icon.png');
  return {
    appId: 'org.carddesk.station',
    productName: 'Card Desk',
    copyright: 'Card Desk maintainers',
    directories: { output: packagedFolder, buildResources: join(root, 'build/resources') },
    ...(existsSync(icon) ? { icon } : {}),
    electronVersion: runtime.version,
    electronDist: runtime.folder,
    // The native modules were compiled and staged by the bundle.
    npmRebuild: false,
    publish: null,
    asar: true,
    asarUnpack: ['**/*.node'],
    electronFuses: fuses({ runtime, debuggable }),
    electronLanguages: ['en', 'en-US', 'nl'],
    // The test runtime's default app; no other runtime has one there.
    afterExtract: ({ appOutDir }) => rm(join(appOutDir, 'resources/app'), { recursive: true, force: true }),
    artifactName: '${name}-${version}-${os}-${arch}.${ext}',

    win: { target: ['nsis', 'msi'] },
    nsis: { oneClick: false, perMachine: true, allowElevation: true, allowToChangeInstallationDirectory: false, deleteAppDataOnUninstall: false },
    msi: { perMachine: true, oneClick: false },

    mac: {
      target: ['dmg'],
      category: 'public.app-category.business',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: join(root, 'build/resources/entitlements.mac.plist'),
      entitlementsInherit: join(root, 'build/resources/entitlements.mac.plist'),
    },

    linux: {
      target: ['deb', 'AppImage', 'tar.gz'],
      executableName: 'card-desk',
      category: 'Office',
      synopsis: 'Binds smart cards to people',
      maintainer: 'Card Desk maintainers <maintainers@card-desk.invalid>',
    },
    deb: { depends: debianDepends, recommends: ['libccid'] },
  };
}
