import type { RelaunchOptions } from 'electron';

/**
 * Returns the options to relaunch this program. An AppImage is mounted only while it runs, so its file, named by the
 * environment, is started instead, but only if the program comes from that mount.
 */
export function relaunchOptions({ execPath, argv, env }: Pick<NodeJS.Process, 'execPath' | 'argv' | 'env'>): RelaunchOptions {
  const args = argv.slice(1);
  const image = env['APPIMAGE'];
  const mount = env['APPDIR'];
  return image !== undefined && mount !== undefined && execPath.startsWith(`${mount}/`) ? { execPath: image, args } : { args };
}
