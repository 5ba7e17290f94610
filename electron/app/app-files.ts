import { isAbsolute, join, relative } from 'node:path';
import { guidSchema } from '../../shared/ids.js';
import { photoPath } from '../../shared/requests.js';

/** The station's own scheme and origin: the only place its window ever shows. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://station`;

/**
 * The content security policy of every answer. The nonce is for the one style element React Aria adds; there is no
 * `unsafe-` word and no remote source in it.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/**
 * What no page of ours may use (Permissions Policy, W3C): all that reaches for devices, places or other programs. Denied
 * here it is denied in the renderer and in the browser process; a permission handler alone is asked too late for some,
 * and `navigator.usb.getDevices()` ends Electron 25 before it.
 */
export const permissionsPolicy = [
  'accelerometer',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'keyboard-map',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'sync-xhr',
  'usb',
  'window-management',
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/** The user whose photo a URL of our scheme means (see `photoPath`), or null when it means none. */
export function photoUserOf(url: string): string | null {
  const { protocol: scheme, host, pathname } = new URL(url);
  if (`${scheme}//${host}` !== APP_ORIGIN || !pathname.startsWith(PHOTOS)) return null;
  const userId = guidSchema.safeParse(pathname.slice(PHOTOS.length));
  return userId.success ? userId.data : null;
}

const PHOTOS = photoPath('');

/**
 * The file below `root` that a URL of our scheme means, or null when it means none: another host, an encoded
 * separator or NUL, or a way out of `root`.
 */
export function fileOf(root: string, url: string): string | null {
  const { protocol: scheme, host, pathname } = new URL(url);
  if (`${scheme}//${host}` !== APP_ORIGIN || /%2f|%5c|%00|\\/i.test(pathname)) return null;
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const file = join(root, path === '/' ? 'index.html' : path);
  const inside = relative(root, file);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? null : file;
}
