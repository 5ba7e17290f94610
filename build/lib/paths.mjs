import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the clone. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Files that setup downloaded or generated; may be deleted at any time. */
export const cache = join(root, '.cache');

/** Folder of bundles and packages: `dist`, or the one in `CARD_DESK_DIST`. */
export const dist = resolve(root, process.env['CARD_DESK_DIST'] ?? 'dist');

/** Exactly what ships. */
export const appFolder = join(dist, 'app');

/** The unpacked stations that electron-builder makes: for the end-to-end tests, and as shipped. */
export const packagedFolder = join(dist, 'packaged');
export const shippedFolder = join(dist, 'shipped');
