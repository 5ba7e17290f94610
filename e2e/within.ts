/**
 * What a promise brings, if it comes in time: a wait without a bound ends as a test that ran into its own limit and says of nothing.
 *
 * @param what is waited for, for the message
 * @param circumstances looked at when it is too late
 * @throws Error when it takes longer than `limitMs`
 */
export async function within<T>(limitMs: number, what: string, promise: Promise<T>, circumstances: () => string = () => ''): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Waited ${String(limitMs)} ms for ${what} in vain. ${circumstances()}`.trimEnd()));
    }, limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
