/** Runs work after a delay in ms; returns a function that cancels it. */
export type Schedule = (work: () => void, ms: number) => () => void;

/** Waits for work that never rejects, at most `timeoutMs`; the work continues. */
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
