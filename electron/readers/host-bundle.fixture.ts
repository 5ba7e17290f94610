import { fork, type ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { HostProcess } from './hosted-driver.js';

/** For tests: the reader host as shipped, one bundled script, beside the packages it loads. */
export async function bundleReaderHost(name: string): Promise<{ readonly script: string; remove(): Promise<void> }> {
  const script = join(process.cwd(), 'node_modules', '.cache', `${name}.cjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'host.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
    external: ['pcsclite', 'smartcard'],
  });
  return { script, remove: () => rm(script) };
}

/** Starts a reader host as a Node child process. */
export function forkHost(script: string): HostProcess & { readonly child: ChildProcess } {
  const child = fork(script, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, UV_THREADPOOL_SIZE: '16' } });
  return {
    child,
    postMessage: (message) => {
      // A host that has just ended cannot be written to; its exit reports it.
      if (child.connected) child.send(JSON.parse(JSON.stringify(message)) as object, () => undefined);
    },
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onExit: (listener) => {
      child.once('exit', listener);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
