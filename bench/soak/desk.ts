import * as z from 'zod';
import { forkHost } from '../../electron/readers/host-bundle.fixture.js';
import { HostedDriver } from '../../electron/readers/hosted-driver.js';
import { ReaderWatcher } from '../../electron/readers/watcher.js';
import { driverNameSchema } from '../../shared/readers.js';
import type { FromDesk } from './desk-protocol.js';

/**
 * The watching process of the soak: the station's own watcher with its hosted driver, and nothing else. It sends every event
 * to its parent and, on any message, its memory after a forced garbage collection. Exits with its parent.
 */
const [host, driver] = z.tuple([z.string(), driverNameSchema]).parse(process.argv.slice(2));

const say = (message: FromDesk): void => {
  process.send?.(message, undefined, undefined, () => undefined);
};

let hostPid: number | null = null;
let hosts = 0;
const watcher = new ReaderWatcher({
  source: new HostedDriver({
    spawn: () => {
      const process = forkHost(host);
      hosts += 1;
      hostPid = process.child.pid ?? null;
      return process;
    },
    drivers: [driver],
  }),
  // An unexpected error ends the run.
  onFault: (error) => {
    throw error;
  },
});

process.on('disconnect', () => process.exit());
process.on('message', () => {
  if (globalThis.gc === undefined) throw new Error('This process needs --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  say({ said: 'memory', rss, heapUsed, handles: process.getActiveResourcesInfo().length, hostPid, hosts });
});
watcher.start((event) => {
  say({ said: 'event', event });
});
