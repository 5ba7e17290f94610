/** Runs work after a pause in ms; gives back what cancels it. */
export type Schedule = (work: () => void, ms: number) => () => void;

/** Waits for work that never rejects, but no longer than patience lasts; the work goes on. */
export function withTimeout(
  work: Promise<void>,
  { schedule, timeoutMs }: { readonly schedule: Schedule; readonly timeoutMs: number },
): Promise<void> {
  return new Promise((resolve) => {
    const cancel = schedule(resolve, timeoutMs);
    void work.then(() => {
      cancel();
      resolve();
    });
  });
}
