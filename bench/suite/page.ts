import * as z from 'zod';
import type { DevTools } from './devtools.js';

/** What is waited for on the screen: an element that a selector finds, whose text begins so. */
export interface Sight {
  readonly selector: string;
  /** Left out: any. */
  readonly text?: string;
}

/**
 * - `two-frames`: the second animation frame after the commit. By then the first has been drawn and handed to the screen.
 * - `frame`: the end of the work on the frame the commit is drawn in (a task right after its animation frame callbacks,
 *   which comes after style, layout and paint of that frame).
 */
export type Moment = 'two-frames' | 'frame';

/** A wait for something to be painted; what brings it about must come after the promise of {@link watchFor}. */
export interface Watch {
  /** When it was painted, and when the page's last key was pressed before that, in ms of the page's clock. */
  readonly painted: Promise<{ readonly at: number; readonly committedAt: number; readonly keyAt: number }>;
}

const paintedSchema = z.object({ at: z.number(), committedAt: z.number(), keyAt: z.number() });
const LIMIT_MS = 30_000;

/** Begins to watch for something that is not on the screen yet. Resolves once the page watches. */
export async function watchFor(page: DevTools, sight: Sight, moment: Moment): Promise<Watch> {
  const painted = page.evaluate(
    paintedSchema,
    ({ selector, text, moment: when, limitMs }) =>
      new Promise<{ at: number; committedAt: number; keyAt: number }>((resolve, reject) => {
        const isThere = (): boolean =>
          [...document.querySelectorAll(selector)].some((element) => text === undefined || element.textContent.startsWith(text));
        let keyAt = 0;
        const onKey = (event: KeyboardEvent): void => {
          keyAt = event.timeStamp;
        };
        window.addEventListener('keydown', onKey, true);
        const timer = setTimeout(() => {
          observer.disconnect();
          reject(new Error(`${selector} with ${text ?? 'any text'} was not drawn within ${limitMs} ms`));
        }, limitMs);
        const look = (): void => {
          if (!isThere()) return;
          observer.disconnect();
          clearTimeout(timer);
          window.removeEventListener('keydown', onKey, true);
          const committedAt = performance.now();
          const done = (): void => {
            resolve({ at: performance.now(), committedAt, keyAt });
          };
          requestAnimationFrame(() => {
            if (when === 'two-frames') {
              requestAnimationFrame(done);
              return;
            }
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = done;
            port2.postMessage(null);
          });
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        look();
      }),
    { ...sight, moment, limitMs: LIMIT_MS },
  );
  painted.catch(() => undefined);
  // Calls are answered in their order: once this one is, the one before has begun.
  await page.evaluate(z.literal(0), () => 0 as const, null);
  return { painted };
}

/** Waits until something is on the screen. */
export async function seen(page: DevTools, sight: Sight): Promise<void> {
  await (
    await watchFor(page, sight, 'frame')
  ).painted;
}

declare global {
  interface Window {
    /** Ends the counting of frames; see {@link watchFrames}. */
    endFrames?: () => number[];
  }
}

const framesSchema = z.array(z.number());

/** Begins to note the pauses between the page's frames. Resolves with what ends that and gives them, in ms. */
export async function watchFrames(page: DevTools): Promise<() => Promise<number[]>> {
  await page.evaluate(
    z.null(),
    () => {
      const pauses: number[] = [];
      let last = 0;
      let isOver = false;
      const onFrame = (at: number): void => {
        if (last > 0) pauses.push(at - last);
        last = at;
        if (!isOver) requestAnimationFrame(onFrame);
      };
      requestAnimationFrame(onFrame);
      window.endFrames = () => {
        isOver = true;
        return pauses;
      };
      return null;
    },
    null,
  );
  return () => page.evaluate(framesSchema, () => window.endFrames?.() ?? [], null);
}

const delaySchema = z.object({ maxMs: z.number(), p99Ms: z.number() });
export type EventLoopDelay = z.infer<typeof delaySchema>;

/** Begins to note how long the main process is kept from its next turn. Resolves with what ends that and tells it. */
export async function watchEventLoop(main: DevTools): Promise<() => Promise<EventLoopDelay>> {
  // A debugger's own `require`, which no compiler knows.
  await main.run(`globalThis.loopDelay = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 1 }); loopDelay.enable(); null`);
  // The histogram holds the whole pause between two of its looks, its own rest of a millisecond included.
  return async () =>
    delaySchema.parse(
      await main.run(`loopDelay.disable(); ({ maxMs: loopDelay.max / 1e6 - 1, p99Ms: loopDelay.percentile(99) / 1e6 - 1 })`),
    );
}
