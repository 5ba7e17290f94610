import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { UserError } from './terminal.mjs';

/** Returns whether windows can be shown here. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
}

/**
 * Runs `body` with the environment of a virtual display that ends with it.
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} body
 * @returns {Promise<T>}
 * @throws {UserError} When Xvfb is missing or does not start.
 */
export async function withVirtualDisplay(body) {
  const display = await startVirtualDisplay();
  try {
    /** @type {NodeJS.ProcessEnv} */
    const env = { ...process.env, DISPLAY: display.name };
    delete env['XAUTHORITY'];
    return await body(env);
  } finally {
    await display.end();
  }
}

/**
 * Starts a virtual display (Xvfb), which ends with this process at the latest. Xvfb is started directly, because xvfb-run
 * neither passes signals on nor cleans up after one.
 * @returns {Promise<{ name: string, end(): Promise<void> }>} Its name, for `DISPLAY`.
 * @throws {UserError} When Xvfb is missing or does not start.
 */
export async function startVirtualDisplay() {
  const server = spawn('setpriv', ['--pdeathsig', 'TERM', 'Xvfb', '-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    // Detached from the terminal's Ctrl-C: the display must outlive the window.
    detached: true,
  });
  const ended = once(server, 'exit');
  const end = async () => {
    if (server.kill()) await ended;
  };
  try {
    return { name: `:${await numberOf(server)}`, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} server
 * @returns {Promise<string>} The display number, which Xvfb writes to descriptor 3 when it is ready.
 */
function numberOf(server) {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdio[3]?.on('data', (/** @type {Buffer} */ data) => {
      text += data.toString();
      if (text.endsWith('\n')) resolve(text.trim());
    });
    server.once('error', (error) => {
      reject(new UserError(`Xvfb could not be started (package xvfb): ${error.message}`));
    });
    server.once('exit', () => {
      reject(new UserError('Xvfb exited before its display was ready'));
    });
  });
}
