/** Runs work after a pause in ms; gives back what cancels it. */
export type Schedule = (work: () => void, ms: number) => () => void;

/** Waits for work that never rejects, but no longer than patience lasts; the work goes on. */
export function patiently(
  work: Promise<void>,
  { schedule, patienceMs }: { readonly schedule: Schedule; readonly patienceMs: number },
): Promise<void> {
  return new Promise((resolve) => {
    const cancel = schedule(resolve, patienceMs);
    void work.then(() => {
      cancel();
      resolve();
    });
  });
}
