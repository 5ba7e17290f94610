import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { electronBuilderConfig } from './electron-builder.config.mjs';
import { shippedElectronVersion } from './setup/electron-runtime.mjs';

const shipped = { kind: 'official' as const, version: shippedElectronVersion(), folder: '/electron', executable: '/electron/electron' };

test('closes the fuses of installers, and allows only a debugger for tests', () => {
  const closed = {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
  };
  expect(electronBuilderConfig({ runtime: shipped, debuggable: false }).electronFuses).toMatchObject({
    ...closed,
    enableNodeCliInspectArguments: false,
  });
  expect(electronBuilderConfig({ runtime: shipped, debuggable: true }).electronFuses).toMatchObject({
    ...closed,
    enableNodeCliInspectArguments: true,
  });
});

test('makes installers for the whole machine on each system, with icons and PC/SC requirements', () => {
  const config = electronBuilderConfig({ runtime: shipped, debuggable: false });
  expect(config.win).toMatchObject({ target: ['nsis', 'msi'], requestedExecutionLevel: 'asInvoker' });
  expect(config.nsis?.perMachine).toBe(true);
  expect(config.msi?.perMachine).toBe(true);
  expect(config.mac).toMatchObject({ target: ['dmg'], hardenedRuntime: true });
  expect(readFileSync(config.mac?.entitlements ?? '', 'utf8')).toContain('<key>com.apple.security.smartcard</key>');
  expect(config.linux?.target).toEqual(['AppImage', 'tar.gz']);
  expect(config.linux?.executableArgs).toEqual([]);
  expect(config.linux?.syncDesktopName).toBe(true);
  // Older runtimes need libfuse2, which current systems lack.
  expect(config.toolsets?.appimage).toBe('1.0.3');
  for (const icon of [config.win?.icon, config.mac?.icon, config.linux?.icon])
    expect(existsSync(typeof icon === 'string' ? icon : '')).toBe(true);
  expect(config.artifactName).toBe('${name}-${version}-${os}-${arch}.${ext}');
});

test('differs between the tested and the shipped package only in one fuse and the output folder', () => {
  const {
    electronFuses: testedFuses,
    directories: testedFolders,
    ...tested
  } = electronBuilderConfig({ runtime: shipped, debuggable: true });
  const {
    electronFuses: shippedFuses,
    directories: shippedFolders,
    ...ships
  } = electronBuilderConfig({ runtime: shipped, debuggable: false });
  expect({ ...tested, afterExtract: null }).toEqual({ ...ships, afterExtract: null });
  expect({ ...testedFuses, enableNodeCliInspectArguments: false }).toEqual(shippedFuses);
  expect(testedFolders?.output).not.toBe(shippedFolders?.output);
});
