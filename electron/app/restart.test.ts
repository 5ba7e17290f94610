import { expect, it } from 'vitest';
import { relaunchOptions } from './restart.js';

const argv = ['/tmp/.mount_card/card-desk', '--training'];

it('the station is started again with the switches it had', () => {
  expect(relaunchOptions({ execPath: '/opt/Card Desk/card-desk', argv, env: {} })).toEqual({ args: ['--training'] });
});

it('an AppImage is started by its file, and only one that runs', () => {
  const env = { APPIMAGE: '/home/desk/card-desk.AppImage', APPDIR: '/tmp/.mount_card' };
  expect(relaunchOptions({ execPath: '/tmp/.mount_card/card-desk', argv, env })).toEqual({ execPath: env.APPIMAGE, args: ['--training'] });
  expect(relaunchOptions({ execPath: '/opt/Card Desk/card-desk', argv, env })).toEqual({ args: ['--training'] });
});
