import * as z from 'zod';
import type { DevTools } from './devtools.js';

/** What to wait for on the screen: an element that matches a selector and whose text begins like this. */
export interface Target {
  readonly selector: string;
  /** Any text if omitted. */
  readonly text?: string;
}

/**
 * - `two-frames`: the second animation frame after the commit. By then the first one was rendered and presented.
 * - `frame`: the end of the work on the frame with the commit (a task right after its animation frame callbacks, which runs
 * after style, layout and paint of that frame).
 */
export type PaintMoment = 'two-frames' | 'frame';

/** A wait for something to be painted. Trigger it only after the promise of {@link watchFor} has resolved. */
export interface Watch {
  /** When it was painted, and when the last key before that was pressed, in ms of the page's clock. */
  readonly painted: Promise<{ readonly at: number; readonly committedAt: number; readonly keyAt: number }>;
}

const paintedSchema = z.object({ at: z.number(), committedAt: z.number(), keyAt: z.number() });
const LIMIT_MS = 120_000;

/** Starts to watch for something that is not on the screen yet. Resolves once the page watches. */
export async function watchFor(page: DevTools, sight: Target, moment: PaintMoment): Promise<Watch> {
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
  // Calls are answered in order: when this one is answered, the one before has started.
  await page.evaluate(z.literal(0), () => 0 as const, null);
  return { painted };
}

/** Waits until something is on the screen. */
export async function seen(page: DevTools, sight: Target): Promise<void> {
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

/** Starts to record the times between the page's frames. Resolves with a function that ends this and returns them, in ms. */
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

/**
 * Starts to record how long the main process's event loop is blocked. Resolves with a function that ends this and returns the
 * result.
 */
export async function watchEventLoop(main: DevTools): Promise<() => Promise<EventLoopDelay>> {
  // The debugger's own `require`, which compilers do not know.
  await main.run(`globalThis.loopDelay = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 1 }); loopDelay.enable(); null`);
  // The histogram records the whole time between two samples, including the sampling interval of a millisecond.
  return async () =>
    delaySchema.parse(
      await main.run(`loopDelay.disable(); ({ maxMs: loopDelay.max / 1e6 - 1, p99Ms: loopDelay.percentile(99) / 1e6 - 1 })`),
    );
}
