import { expect, it, vi } from 'vitest';
import { limitHeapGrowth, withHeapGrowth } from './memory.js';

const steps: string[] = [];
vi.mock('node:v8', () => ({
  setFlagsFromString: (flag: string) => {
    steps.push(flag);
  },
}));

it('allows heap growth during the work and limits it afterwards, also after an error', async () => {
  const work = (outcome: () => number) => async (): Promise<number> => {
    steps.push('work');
    // A concurrent caller waits.
    limitHeapGrowth();
    return Promise.resolve().then(outcome);
  };
  expect(await withHeapGrowth(work(() => 7))).toBe(7);
  const failing = withHeapGrowth(
    work(() => {
      throw new Error('No list');
    }),
  );
  await expect(failing).rejects.toThrow('No list');
  expect(steps).toEqual(['--no-optimize-for-size', 'work', '--optimize-for-size', '--no-optimize-for-size', 'work', '--optimize-for-size']);
});
