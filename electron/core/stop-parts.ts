import type { Log } from './log.js';

/** A part of the station that must be stopped. */
export interface Part {
  /** Name in the log. */
  readonly name: string;
  stop(): void | Promise<void>;
}

/** Parts that can be stopped in parallel, and the time limit for all of them, ms. */
export interface Stage {
  readonly limitMs: number;
  readonly parts: readonly Part[];
}

export interface StopDeps {
  readonly schedule: (work: () => void, ms: number) => () => void;
  readonly log: Pick<Log, 'error'>;
}

/** Whether all parts stopped. A part left running keeps the process alive. */
export type Stopped = 'stopped' | 'left-running';

/**
 * Stops all parts, stage by stage. Logs a part that rejects. Logs and leaves a part that exceeds its stage's limit. Takes no
 * longer than the sum of the limits and never rejects.
 */
export async function stopParts(stages: readonly Stage[], { schedule, log }: StopDeps): Promise<Stopped> {
  let outcome: Stopped = 'stopped';
  for (const { limitMs, parts } of stages) {
    const running = new Set(parts);
    const settled = Promise.all(
      parts.map(async (part) => {
        try {
          await part.stop();
        } catch (error) {
          log.error('a part of the station failed to stop', {
            part: part.name,
            detail: error instanceof Error ? error.message : String(error),
          });
        }
        running.delete(part);
      }),
    );
    let cancel: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = schedule(resolve, limitMs);
    });
    await Promise.race([settled, late]);
    cancel();
    for (const { name } of running) {
      outcome = 'left-running';
      log.error('a part of the station does not stop and is left running', { part: name, waitedMs: limitMs });
    }
  }
  return outcome;
}
