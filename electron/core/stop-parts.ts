import type { Log } from './log.js';

/** Something that a station has started and has to end. */
export interface Part {
  /** Names it in the log. */
  readonly name: string;
  stop(): void | Promise<void>;
}

/** Parts that need one another no more and may be stopped side by side, and how long they are waited for, ms. */
export interface Stage {
  readonly limitMs: number;
  readonly parts: readonly Part[];
}

export interface StopDeps {
  readonly schedule: (work: () => void, ms: number) => () => void;
  readonly log: Pick<Log, 'error'>;
}

/** Whether every part came to its end, so that nothing is left that keeps the process. */
export type Stopped = 'stopped' | 'left-running';

/**
 * Stops every part, stage by stage, whatever fails or hangs: one that rejects is logged, one that takes longer than its stage
 * may is logged and left. Takes no longer than all limits together; never rejects.
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
          log.error('a part of the station could not be stopped', {
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
      log.error('a part of the station does not stop and is left', { part: name, waitedMs: limitMs });
    }
  }
  return outcome;
}
