import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { Refusal } from './say.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [limitMs] The process is killed after this long.
 * @property {number} [endMs] For {@link run}: so long after a signal was passed on the process is killed, where it has not ended.
 * @property {number} [output] For {@link run}: an open file that takes the place of the terminal.
 * @property {(line: string) => boolean} [keepsError] For {@link run}: whether a line of standard error is shown; it need not be, where
 *   the function has put it elsewhere.
 */

/** @type {NodeJS.Signals | null} The signal that told this process to end. */
let endedBy = null;

/** Longer than the station may take to end. */
const END_MS = 15_000;

/**
 * Runs a command with its output on the terminal and gives its exit code; signals are passed on to it, and after one that ends a
 * process nothing more is started.
 * A command ended by a signal gives 128 + the signal's number, as a shell does.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, { cwd, env, limitMs, endMs = END_MS, output, keepsError } = {}) {
  if (endedBy !== null) return Promise.reject(new Refusal(`Ended by ${endedBy}: ${command} was not started`));
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
      // `unshare --fork` takes no notice of signals itself, and what it runs is the first process there, which takes none either.
      killing ??= setTimeout(() => child.kill('SIGKILL'), endMs);
      // A terminal sends Ctrl-C to every process in it: passed on, the child would get it twice.
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
      reject(new Refusal(`${command} could not be started: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      done();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * Runs a command quietly.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {{ ok: boolean, output: string }} `output` is stdout and, after it, stderr.
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
 * npm is a `.cmd` script on Windows, which only a shell can start.
 * @param {string} command
 */
function isScript(command) {
  return process.platform === 'win32' && (command === 'npm' || command === 'npx');
}
