import { expect, test } from 'vitest';
import { electronBuilderConfig } from './electron-builder.config.mjs';
import { packageInstallers } from './package/package.mjs';
import { shippedElectronVersion } from './setup/electron-runtime.mjs';
import { testRuntime } from './setup/test-runtime.mjs';

const shipped = { kind: 'official' as const, version: shippedElectronVersion(), folder: '/electron', executable: '/electron/electron' };

test('installers carry closed fuses, for tests only the debugger comes in', () => {
  const closed = {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
  };
  expect(electronBuilderConfig({ runtime: shipped, debuggable: false }).electronFuses).toMatchObject({ ...closed, enableNodeCliInspectArguments: false });
  expect(electronBuilderConfig({ runtime: shipped, debuggable: true }).electronFuses).toMatchObject({ ...closed, enableNodeCliInspectArguments: true });
});

test('each system gets its installers, for the whole machine, with what PC/SC needs', () => {
  const config = electronBuilderConfig({ runtime: shipped, debuggable: false });
  expect(config.win?.target).toEqual(['nsis', 'msi']);
  expect(config.nsis?.perMachine).toBe(true);
  expect(config.msi?.perMachine).toBe(true);
  expect(config.mac).toMatchObject({ target: ['dmg'], hardenedRuntime: true });
  expect(config.linux?.target).toEqual(['deb', 'AppImage', 'tar.gz']);
  expect(config.deb?.depends).toContain('pcscd');
});

test('no installer is made with the test runtime, nor with any other version than the one that ships', async () => {
  await expect(packageInstallers({ ...shipped, kind: 'test', version: testRuntime.version })).rejects.toThrow(/Installers are made with Electron/);
  await expect(packageInstallers({ ...shipped, kind: 'given', version: '25.1.1' })).rejects.toThrow(/known holes/);
});
