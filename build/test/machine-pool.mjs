import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startVirtualDisplay } from '../lib/display.mjs';

/** @typedef {import('vitest/node').PoolWorker} PoolWorker */

/** How long a worker may take to end when it is told to, ms. */
const END_LIMIT_MS = 500;

/**
 * Returns a pool for vitest in which each worker is a machine of its own (`test-machines.mjs`), with a display of its own if
 * its tests open windows. vitest gives each worker the next file once it is free.
 * @param {readonly string[]} prefix Command prefix that starts a machine, possibly empty.
 * @param {boolean} needsDisplay
 * @returns {import('vitest/node').PoolRunnerInitializer}
 */
export function machinePool(prefix, needsDisplay) {
  return { name: 'machines', createPoolWorker: (options) => new MachineWorker(options, prefix, needsDisplay) };
}

/**
 * A worker process of vitest's, started on a machine.
 * @implements {PoolWorker}
 */
class MachineWorker {
  name = 'machines';
  /** The tests' sources do not change while they run. */
  cacheFs = true;
  #options;
  #prefix;
  #needsDisplay;
  /** @type {{ readonly process: import('node:child_process').ChildProcess, readonly display: { readonly name: string, end(): Promise<void> } | null } | null} */
  #running = null;

  /**
   * @param {import('vitest/node').PoolOptions} options
   * @param {readonly string[]} prefix
   * @param {boolean} needsDisplay
   */
  constructor(options, prefix, needsDisplay) {
    this.#options = options;
    this.#prefix = prefix;
    this.#needsDisplay = needsDisplay;
  }

  async start() {
    if (this.#running !== null) return;
    const { distPath, env, execArgv, project } = this.#options;
    const display = this.#needsDisplay ? await startVirtualDisplay() : null;
    const [execPath = process.execPath, ...args] = [...this.#prefix, process.execPath, ...execArgv];
    const worker = fork(join(distPath, 'workers/forks.js'), [], {
      execPath,
      execArgv: args,
      env: display === null ? env : { ...env, DISPLAY: display.name, XAUTHORITY: undefined },
      stdio: 'pipe',
      serialization: 'advanced',
    });
    const { outputStream, errorStream } = project.vitest.logger;
    worker.stdout?.on('data', (/** @type {Buffer} */ data) => outputStream.write(data));
    worker.stderr?.on('data', (/** @type {Buffer} */ data) => errorStream.write(data));
    this.#running = { process: worker, display };
  }

  async stop() {
    if (this.#running === null) return;
    const { process: worker, display } = this.#running;
    this.#running = null;
    if (worker.exitCode === null && worker.signalCode === null) {
      const ended = once(worker, 'exit');
      // `unshare` does not pass SIGTERM on, but ends what it started when it ends.
      const limit = setTimeout(() => worker.kill('SIGKILL'), END_LIMIT_MS);
      worker.kill();
      await ended;
      clearTimeout(limit);
    }
    await display?.end();
  }

  /** @param {string} event @param {(arg: any) => void} callback */
  on(event, callback) {
    this.#worker.on(event, callback);
  }

  /** @param {string} event @param {(arg: any) => void} callback */
  off(event, callback) {
    this.#worker.off(event, callback);
  }

  /** @param {import('vitest/node').WorkerRequest} message */
  send(message) {
    this.#worker.send(message);
  }

  /** @param {unknown} data */
  deserialize(data) {
    return data;
  }

  get #worker() {
    if (this.#running === null) throw new Error('The worker is not running');
    return this.#running.process;
  }
}
