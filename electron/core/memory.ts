import { setFlagsFromString } from 'node:v8';

/** Works that spend memory just now. */
let growing = 0;

/**
 * Keeps the heaps of this process, main's and its threads', close to what they hold. The engine would let them grow to several
 * times that before it collects, and a station is open for weeks beside other programs. The collector reads the flag each time
 * it has collected; nothing else depends on it.
 */
export function limitHeapGrowth(): void {
  if (growing === 0) setFlagsFromString('--optimize-for-size');
}

/** Does work that makes much at once, such as taking in a long list: to collect so often meanwhile would hold it up. */
export async function withHeapGrowth<T>(work: () => Promise<T>): Promise<T> {
  growing += 1;
  setFlagsFromString('--no-optimize-for-size');
  try {
    return await work();
  } finally {
    growing -= 1;
    limitHeapGrowth();
  }
}
