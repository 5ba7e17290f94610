import { expect, it } from 'vitest';
import { relaunchOptions } from './restart.js';

const argv = ['/tmp/.mount_card/card-desk', '--training'];

it('the station restarts with the same switches', () => {
  expect(relaunchOptions({ execPath: '/opt/Card Desk/card-desk', argv, env: {} })).toEqual({ args: ['--training'] });
});

it('an AppImage restarts by its file, and only one that is running', () => {
  const env = { APPIMAGE: '/home/desk/card-desk.AppImage', APPDIR: '/tmp/.mount_card' };
  expect(relaunchOptions({ execPath: '/tmp/.mount_card/card-desk', argv, env })).toEqual({ execPath: env.APPIMAGE, args: ['--training'] });
  expect(relaunchOptions({ execPath: '/opt/Card Desk/card-desk', argv, env })).toEqual({ args: ['--training'] });
});
