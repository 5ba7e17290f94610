import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { withTimeout } from './with-timeout.js';

/** How long a command may take, ms: many times what it takes on a busy machine. */
const COMMAND_LIMIT_MS = 60_000;

/** Chromium's messages about a machine without a message bus or a graphics card, which come at random times. */
const CHROMIUM_SAYS = /^\[\d+:\d+\/\d+\.\d+:(?:ERROR|WARNING):.*\n/gm;

export interface CommandResult {
  readonly said: string;
  readonly complained: string;
  readonly code: number | null;
}

/** Runs a command of the packaged station on a profile until it exits; test servers in this process keep working. */
export async function runCommand(profile: string, ...args: string[]): Promise<CommandResult> {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(inject('station').executable, [...root, `--user-data-dir=${profile}`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const outcome = Promise.all([text(child.stdout), text(child.stderr), exit]);
  try {
    const [said, complained, code] = await withTimeout(COMMAND_LIMIT_MS, `the command ${args.join(' ')} to end`, outcome, () => '');
    return { said, complained: complained.replace(CHROMIUM_SAYS, ''), code };
  } finally {
    child.kill('SIGKILL');
  }
}
