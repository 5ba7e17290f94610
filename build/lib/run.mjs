import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { UserError } from './terminal.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [limitMs] The process is killed after this time.
 * @property {number} [endMs] For {@link run}: how long after a signal was passed on the process is killed if it has not exited.
 * @property {number} [output] For {@link run}: descriptor of an open file to write to instead of the terminal.
 * @property {(line: string) => boolean} [keepsError] For {@link run}: returns whether to show a line of standard error; the
 * function may have written it elsewhere.
 */

/** @type {NodeJS.Signals | null} The signal that told this process to exit. */
let endedBy = null;

/** Longer than the station may take to exit. */
const END_MS = 15_000;

/**
 * Runs a command with its output on the terminal and returns its exit code. Signals are passed on to it, and after a signal
 * that ends a process no other command is started. A command ended by a signal gives 128 + the signal's number, as in a
 * shell.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, { cwd, env, limitMs, endMs = END_MS, output, keepsError } = {}) {
  if (endedBy !== null) return Promise.reject(new UserError(`Stopped by ${endedBy}; ${command} was not started`));
  return new Promise((resolve, reject) => {
    /** @type {import('node:child_process').StdioOptions} */
    const stdio = output !== undefined ? ['ignore', output, output] : keepsError === undefined ? 'inherit' : ['inherit', 'inherit', 'pipe'];
    const child = spawn(command, args, { cwd, env, stdio, shell: isScript(command), timeout: limitMs });
    if (child.stderr !== null && keepsError !== undefined)
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (keepsError(line)) process.stderr.write(`${line}\n`);
      });
    /** @type {NodeJS.Timeout | undefined} */
    let killing;
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      endedBy = signal;
      // `unshare --fork` itself ignores signals, and so does the command it runs, as the first process of its namespace.
      killing ??= setTimeout(() => child.kill('SIGKILL'), endMs);
      // A terminal sends Ctrl-C to all its processes: passed on, the child would receive it twice.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const done = () => {
      clearTimeout(killing);
      for (const signal of signals) process.off(signal, forward);
    };
    child.once('error', (error) => {
      done();
      reject(new UserError(`${command} could not be started: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      done();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * Runs a command without output on the terminal.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {{ ok: boolean, output: string }} `output` is stdout followed by stderr.
 */
export function ask(command, args, { cwd, env, limitMs } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    timeout: limitMs,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: isScript(command),
  });
  return { ok: status === 0, output: error === undefined ? stdout + stderr : error.message };
}

/**
 * Returns whether a command is a `.cmd` script, as npm is on Windows, which only a shell can start.
 * @param {string} command
 */
function isScript(command) {
  return process.platform === 'win32' && (command === 'npm' || command === 'npx');
}
