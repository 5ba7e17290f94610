import { setFlagsFromString } from 'node:v8';

/** Operations in progress that allocate a lot of memory. */
let growing = 0;

/**
 * Keeps the heaps of this process and its threads small. By default V8 lets a heap grow to several times its content before it
 * collects, and a station stays open for weeks beside other programs. The collector reads this flag after each collection.
 */
export function limitHeapGrowth(): void {
  if (growing === 0) setFlagsFromString('--optimize-for-size');
}

/** Lets the heaps grow normally, until the process ends. */
export function allowHeapGrowth(): void {
  growing += 1;
  setFlagsFromString('--no-optimize-for-size');
}

/** Runs work that allocates much memory, such as reading a long list, with normal heap growth: frequent collections would slow it down. */
export async function withHeapGrowth<T>(work: () => Promise<T>): Promise<T> {
  allowHeapGrowth();
  try {
    return await work();
  } finally {
    growing -= 1;
    limitHeapGrowth();
  }
}
