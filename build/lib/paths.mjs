import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's own folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What set-up fetched or found out; may be deleted at any time. */
export const cache = join(root, '.cache');

/** Where bundles and packages go: `dist`, or the folder `CARD_DESK_DIST` names. */
export const dist = resolve(root, process.env['CARD_DESK_DIST'] ?? 'dist');

/** Exactly what ships. */
export const appFolder = join(dist, 'app');

/** The unpacked station as electron-builder makes it: for the end-to-end tests, and as it is handed out. */
export const packagedFolder = join(dist, 'packaged');
export const shippedFolder = join(dist, 'shipped');
