import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { appFolder, packagedFolder, root, shippedFolder } from './lib/paths.mjs';
import { desktopId } from './lib/identity.mjs';
import { msiProjectCreated } from './package/msi.mjs';

/**
 * Fuses of the Electron binary (https://www.electronjs.org/docs/latest/tutorial/fuses). An installed station cannot be run as
 * Node, accepts no debugger, and loads nothing but its own archive.
 * @param {{ runtime: import('./setup/electron-runtime.mjs').ElectronRuntime, debuggable: boolean }} options
 * @returns {NonNullable<import('electron-builder').Configuration['electronFuses']>}
 */
function fuses({ runtime, debuggable }) {
  return {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    // The only difference between the tested and the shipped binary: the end-to-end tests connect a debugger.
    enableNodeCliInspectArguments: debuggable,
    enableCookieEncryption: true,
    onlyLoadAppFromAsar: true,
    // Electron checks the archive's hash only on Windows and macOS; under Linux only root can change it.
    enableEmbeddedAsarIntegrityValidation: process.platform !== 'linux',
    loadBrowserProcessSpecificV8Snapshot: false,
    // The test runtime is older than this fuse.
    ...(runtime.kind === 'test' ? {} : { grantFileProtocolExtraPrivileges: false }),
  };
}

/**
 * Returns the complete packaging configuration for every system.
 * @param {object} options
 * @param {import('./setup/electron-runtime.mjs').ElectronRuntime} options.runtime
 * @param {boolean} options.debuggable For tests only: allows a debugger.
 * @returns {import('electron-builder').Configuration}
 */
export function electronBuilderConfig({ runtime, debuggable }) {
  const icons = join(root, 'assets/icons');
  return {
    appId: desktopId,
    productName: 'Card Desk',
    copyright: 'Card Desk maintainers',
    directories: { output: debuggable ? packagedFolder : shippedFolder, buildResources: join(root, 'build/resources') },
    electronVersion: runtime.version,
    electronDist: runtime.folder,
    // The bundle already compiled and copied the native modules.
    npmRebuild: false,
    publish: null,
    // People read the licences beside the program, not in its archive.
    files: ['**/*', '!THIRD-PARTY-LICENCES.txt', '!LICENSE'],
    asar: true,
    asarUnpack: ['**/*.node'],
    electronFuses: fuses({ runtime, debuggable }),
    // An AppImage runtime that does not need libfuse2, which current systems lack.
    toolsets: { appimage: '1.0.3' },
    electronLanguages: ['en', 'en-US', 'nl', 'de', 'fr'],
    // Removes the test runtime's default app; no other runtime has one there.
    afterExtract: ({ appOutDir }) => rm(join(appOutDir, 'resources/app'), { recursive: true, force: true }),
    artifactName: '${name}-${version}-${os}-${arch}.${ext}',

    // Signed with the certificate named in the environment (CSC_LINK, WIN_CSC_LINK); notarized with APPLE_API_KEY or
    // APPLE_ID.
    extraFiles: [
      { from: join(appFolder, 'THIRD-PARTY-LICENCES.txt'), to: 'THIRD-PARTY-LICENCES.txt' },
      { from: join(root, 'LICENSE'), to: 'LICENSE.txt' },
    ],
    win: { target: ['nsis', 'msi'], icon: join(icons, 'icon.ico'), requestedExecutionLevel: 'asInvoker', legalTrademarks: 'Card Desk' },
    nsis: {
      oneClick: false,
      perMachine: true,
      allowElevation: true,
      allowToChangeInstallationDirectory: false,
      deleteAppDataOnUninstall: false,
    },
    msi: { perMachine: true, oneClick: false },
    msiProjectCreated,

    mac: {
      target: ['dmg'],
      icon: join(icons, 'icon.icns'),
      category: 'public.app-category.business',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: join(root, 'build/resources/entitlements.mac.plist'),
      entitlementsInherit: join(root, 'build/resources/entitlements.mac.plist'),
    },

    linux: {
      // build/package/deb.mjs makes the .deb; it needs only dpkg-deb.
      target: ['AppImage', 'tar.gz'],
      icon: icons,
      executableName: 'card-desk',
      // Without this, electron-builder starts an AppImage from the desktop with --no-sandbox.
      executableArgs: [],
      // The menu entry has the app's id; see build/lib/identity.mjs.
      syncDesktopName: true,
      category: 'Office',
      synopsis: 'Binds smart cards to people',
      maintainer: 'Card Desk maintainers <maintainers@card-desk.invalid>',
    },
  };
}
