import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol, type Session } from 'electron';
import type { Photo } from '../people/photo.js';
import { APP_SCHEME, contentSecurityPolicy, fileOf, permissionsPolicy, photoUserOf } from './app-files.js';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wav': 'audio/wav',
  '.woff2': 'font/woff2',
};

/** Registers the scheme. Must run before the app is ready (Electron: `protocol.registerSchemesAsPrivileged`). */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Returns a user's photo, or null; never rejects. */
export type PhotoOf = (userId: string) => Promise<Photo | null>;

/**
 * Serves the renderer's files and users' photos to a session, and nothing else. `root` is an absolute folder, possibly inside
 * the archive.
 */
export function serveApp(session: Session, root: string, photoOf: PhotoOf): void {
  session.protocol.handle(APP_SCHEME, async (request) => {
    const nonce = randomBytes(16).toString('base64');
    const userId = request.method === 'GET' ? photoUserOf(request.url) : null;
    if (userId !== null) {
      const photo = await photoOf(userId);
      return photo === null ? refused(nonce) : new Response(new Uint8Array(photo.bytes), { headers: photoHeaders(nonce, photo) });
    }
    const file = fileOf(root, request.url);
    const type = file === null ? undefined : contentTypes[extname(file)];
    if (request.method !== 'GET' || file === null || type === undefined) return refused(nonce);
    let body: Buffer;
    try {
      body = await readFile(file);
    } catch {
      return refused(nonce);
    }
    const content = extname(file) === '.html' ? body.toString('utf8').replaceAll('__CSP_NONCE__', nonce) : new Uint8Array(body);
    return new Response(content, { headers: headers(nonce, type) });
  });
}

function refused(nonce: string): Response {
  return new Response('Not found', { status: 404, headers: headers(nonce, 'text/plain; charset=utf-8') });
}

/** A photo is personal data and must not be cached. */
function photoHeaders(nonce: string, { type }: Photo): Record<string, string> {
  return { ...headers(nonce, type), 'Cache-Control': 'no-store' };
}

function headers(nonce: string, type: string): Record<string, string> {
  return {
    'Content-Type': type,
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'Permissions-Policy': permissionsPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
}
