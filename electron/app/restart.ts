import type { RelaunchOptions } from 'electron';

/**
 * How this very program is started again. An AppImage is mounted for as long as it runs: what is started is its file,
 * which the environment names, and only where the program does come out of that mount.
 */
export function relaunchOptions({ execPath, argv, env }: Pick<NodeJS.Process, 'execPath' | 'argv' | 'env'>): RelaunchOptions {
  const args = argv.slice(1);
  const image = env['APPIMAGE'];
  const mount = env['APPDIR'];
  return image !== undefined && mount !== undefined && execPath.startsWith(`${mount}/`) ? { execPath: image, args } : { args };
}
