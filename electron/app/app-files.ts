import { isAbsolute, join, relative } from 'node:path';
import { guidSchema } from '../../shared/ids.js';
import { photoPath } from '../../shared/requests.js';

/** The station's own scheme and origin. Its window shows nothing else. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://station`;

/**
 * Returns the content security policy of every response. It allows no `unsafe-` source and no remote source. The nonce is for
 * the one style element that React Aria adds.
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
 * Features denied to every page (Permissions Policy, W3C): access to devices, locations and other programs. This policy applies
 * in the renderer and the browser process. A permission handler alone is called too late for some features, and
 * `navigator.usb.getDevices()` crashes Electron 25 before it.
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

/** Returns the user whose photo a URL refers to (see `photoPath`); null if it refers to none. */
export function photoUserOf(url: string): string | null {
  const { protocol: scheme, host, pathname } = new URL(url);
  if (`${scheme}//${host}` !== APP_ORIGIN || !pathname.startsWith(PHOTOS)) return null;
  const userId = guidSchema.safeParse(pathname.slice(PHOTOS.length));
  return userId.success ? userId.data : null;
}

const PHOTOS = photoPath('');

/** Returns the file below `root` that a URL refers to; null for another host, an encoded separator or NUL, or a path outside `root`. */
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
