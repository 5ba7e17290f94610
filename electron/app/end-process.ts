import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { app } from 'electron';
import { allowHeapGrowth } from '../core/memory.js';

/** Time for finalization callbacks of collected objects, ms. */
const TELL_MS = 50;

/**
 * Exits the process with a code.
 *
 * Node 18 to 20.10 never exits if objects with finalization callbacks (`FinalizationRegistry`, used by `fetch` and
 * `AbortSignal`) are collected during shutdown: the callback fails and is retried forever (nodejs/node 47748). So this collects
 * all garbage first, lets the callbacks run, and prevents a collection from being in progress or becoming due: a heap held small
 * (`core/memory.ts`) is collected again soon.
 */
export async function endProcess(code: number): Promise<void> {
  allowHeapGrowth();
  setFlagsFromString('--no-incremental-marking');
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
  await pause(TELL_MS);
  app.exit(code);
}
