import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { appFolder, packagedFolder, root, shippedFolder } from './lib/paths.mjs';
import { desktopId } from './lib/identity.mjs';
import { msiProjectCreated } from './package/msi.mjs';

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
    // The one switch between what is tested and what ships: the end-to-end tests come in through this door.
    enableNodeCliInspectArguments: debuggable,
    enableCookieEncryption: true,
    onlyLoadAppFromAsar: true,
    // Electron checks the archive's hash on Windows and macOS only; under Linux its protection is that it is root's.
    enableEmbeddedAsarIntegrityValidation: process.platform !== 'linux',
    loadBrowserProcessSpecificV8Snapshot: false,
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
  const icons = join(root, 'assets/icons');
  return {
    appId: desktopId,
    productName: 'Card Desk',
    copyright: 'Card Desk maintainers',
    directories: { output: debuggable ? packagedFolder : shippedFolder, buildResources: join(root, 'build/resources') },
    electronVersion: runtime.version,
    electronDist: runtime.folder,
    // The native modules were compiled and staged by the bundle.
    npmRebuild: false,
    publish: null,
    asar: true,
    asarUnpack: ['**/*.node'],
    electronFuses: fuses({ runtime, debuggable }),
    // The runtime of AppImages that needs no libfuse2, which current systems lack.
    toolsets: { appimage: '1.0.3' },
    electronLanguages: ['en', 'en-US', 'nl', 'de', 'fr'],
    // The test runtime's default app; no other runtime has one there.
    afterExtract: ({ appOutDir }) => rm(join(appOutDir, 'resources/app'), { recursive: true, force: true }),
    artifactName: '${name}-${version}-${os}-${arch}.${ext}',

    // Signed with the certificate that the environment names (CSC_LINK, WIN_CSC_LINK); notarised with APPLE_API_KEY or APPLE_ID.
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
      // The .deb is made by build/package/deb.mjs, which needs nothing but dpkg-deb.
      target: ['AppImage', 'tar.gz'],
      icon: icons,
      executableName: 'card-desk',
      // Without this, electron-builder starts an AppImage from the desktop with --no-sandbox.
      executableArgs: [],
      // The menu entry is called as the app is; see build/lib/identity.mjs.
      syncDesktopName: true,
      category: 'Office',
      synopsis: 'Binds smart cards to people',
      maintainer: 'Card Desk maintainers <maintainers@card-desk.invalid>',
    },
  };
}
