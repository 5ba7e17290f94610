import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';

/** A Wayland desktop (Debian's weston) in a window of the current X display, until it is ended. */
export interface Weston {
  /** Environment with which a program opens its windows there. */
  readonly env: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

const NAME = 'card-desk';
/** How long it may take to start, ms. */
const START_MS = 20_000;

export async function startWeston(): Promise<Weston> {
  const folder = await mkdtemp(join(tmpdir(), 'weston-'));
  let said = '';
  // Without an output of its own it would have no keyboard either, and Electron needs one.
  const weston = spawn('weston', ['--backend=x11-backend.so', `--socket=${NAME}`, '--width=1920', '--height=1080', '--idle-time=0'], {
    env: { ...process.env, XDG_RUNTIME_DIR: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  weston.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise((resolve) => {
    weston.once('exit', resolve);
    weston.once('error', (error) => {
      said += error.message;
      resolve(null);
    });
  });
  await expect
    .poll(() => existsSync(join(folder, NAME)), { timeout: START_MS, message: `weston offers no socket; it said: ${said}` })
    .toBe(true);
  return {
    env: { XDG_RUNTIME_DIR: folder, WAYLAND_DISPLAY: NAME },
    end: async () => {
      weston.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
