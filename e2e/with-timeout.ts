/**
 * Returns the value of a promise if it settles in time. Without this, the test's own time limit would end the wait, and
 * its message would not say what the test waited for.
 *
 * @param what what is waited for, for the message
 * @param circumstances called for the message when it is too late
 * @throws Error after `limitMs`
 */
export async function withTimeout<T>(
  limitMs: number,
  what: string,
  promise: Promise<T>,
  circumstances: () => string = () => '',
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Timed out after ${String(limitMs)} ms waiting for ${what}. ${circumstances()}`.trimEnd()));
    }, limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
