import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { app } from 'electron';

/** How long it takes at most to tell of all that was collected, ms. */
const TELL_MS = 50;

/**
 * Ends the process in order, with an exit code.
 *
 * Node 18 to 20.10 never ends when objects that somebody wants to be told of (`FinalizationRegistry`, as `fetch` and `AbortSignal`
 * do) are collected while it shuts down: the telling fails, and is tried again for ever (nodejs/node 47748). So everything is
 * collected and told of before, and no collection is left under way.
 */
export async function endProcess(code: number): Promise<void> {
  setFlagsFromString('--no-incremental-marking');
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
  await pause(TELL_MS);
  app.exit(code);
}
