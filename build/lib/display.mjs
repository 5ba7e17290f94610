import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Refusal } from './say.mjs';

/** Whether windows can be shown where this runs. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
}

/**
 * Runs `body` with the environment of a virtual display (Xvfb) that lives exactly as long, and no longer than this process.
 * Xvfb is started here and not through xvfb-run, which neither passes signals on nor cleans up after one.
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} body
 * @returns {Promise<T>}
 * @throws {Refusal} When Xvfb is missing or does not start.
 */
export async function withVirtualDisplay(body) {
  const server = spawn('setpriv', ['--pdeathsig', 'TERM', 'Xvfb', '-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    // Out of reach of the terminal's Ctrl-C: the display must outlive the window.
    detached: true,
  });
  const ended = once(server, 'exit');
  try {
    const display = await numberOf(server);
    /** @type {NodeJS.ProcessEnv} */
    const env = { ...process.env, DISPLAY: `:${display}` };
    delete env['XAUTHORITY'];
    return await body(env);
  } finally {
    if (server.kill()) await ended;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} server
 * @returns {Promise<string>} The display's number, which Xvfb writes to descriptor 3 once it serves it.
 */
function numberOf(server) {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdio[3]?.on('data', (/** @type {Buffer} */ data) => {
      text += data.toString();
      if (text.endsWith('\n')) resolve(text.trim());
    });
    server.once('error', (error) => {
      reject(new Refusal(`Xvfb could not be started (package xvfb): ${error.message}`));
    });
    server.once('exit', () => {
      reject(new Refusal('Xvfb ended before it offered a display'));
    });
  });
}
