/**
 * Returns ms of the machine's monotonic clock (CLOCK_MONOTONIC under Linux). All processes share it: Node's `hrtime`,
 * Chromium's timestamps and C's `clock_gettime` use this clock, so times of several processes can be compared.
 */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** @throws Error if the condition does not come true in time */
export async function until(what: string, condition: () => boolean | Promise<boolean>, limitMs = 30_000, everyMs = 10): Promise<void> {
  const deadline = monotonicMs() + limitMs;
  while (!(await condition())) {
    if (monotonicMs() > deadline) throw new Error(`Timed out after ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
