import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleReaderHost } from '../../electron/readers/host-bundle.fixture.js';
import type { DriverName } from '../../shared/readers.js';
import { fromDeskSchema, type DeskEvent, type DeskMemory } from './desk-protocol.js';

/** The watching process, as its parent sees it. */
export interface WatchedDesk {
  /** Returns its memory after a forced garbage collection. */
  measure(): Promise<DeskMemory>;
  readonly pid: number;
  /** Rejects if it exits before it is told to, reports something invalid, or `fail` is called. */
  readonly failed: Promise<never>;
  readonly fail: (why: unknown) => void;
  end(): Promise<void>;
}

/** Bundles and starts the watching process; `onEvent` receives its events in order. */
export async function startDesk(driver: DriverName, onEvent: (event: DeskEvent) => void): Promise<WatchedDesk> {
  const script = join(process.cwd(), 'node_modules', '.cache', `soak-desk-${driver}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'desk.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Imported by the fixture that starts the reader host, and not used there.
    external: ['esbuild'],
  });
  const host = await bundleReaderHost(`soak-host-${driver}`);
  const child = fork(script, [host.script, driver], { execArgv: ['--expose-gc'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let told: (memory: DeskMemory) => void = () => undefined;
  let fail: (why: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = (why) => {
      reject(why instanceof Error ? why : new Error(String(why)));
    };
  });
  failed.catch(() => undefined);
  child.on('message', (message) => {
    const said = fromDeskSchema.safeParse(message);
    if (!said.success) fail(`The watching process says what is not in the protocol: ${said.error.message}`);
    else if (said.data.said === 'event') onEvent(said.data.event);
    else told(said.data);
  });
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void exit.then(() => {
    fail('The watching process has ended');
  });
  if (child.pid === undefined) throw new Error('The watching process cannot be started');
  return {
    pid: child.pid,
    failed,
    fail,
    measure: () =>
      new Promise((resolve) => {
        told = resolve;
        child.send('measure');
      }),
    end: async () => {
      if (child.connected) child.disconnect();
      await exit;
      await host.remove();
      await rm(script, { force: true });
    },
  };
}
