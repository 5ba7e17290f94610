import { describe, expect, it } from 'vitest';
import { ResourcePool } from './resource-pool.js';

describe('ResourcePool', () => {
  it('gives each resource to one caller at a time, in order, also after failed work', async () => {
    const turns = new ResourcePool(['a', 'b']);
    const begun: string[] = [];
    const ends = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
    const taken = [1, 2, 3, 4].map((number) =>
      turns.use((thing) => {
        begun.push(`${String(number)} with ${thing}`);
        return new Promise<void>((resolve, reject) => ends.set(number, { resolve, reject }));
      }),
    );
    expect(begun).toEqual(['1 with a', '2 with b']);
    ends.get(2)?.reject(new Error('broken'));
    await expect(taken[1]).rejects.toThrow('broken');
    await expect.poll(() => begun).toEqual(['1 with a', '2 with b', '3 with b']);
    ends.get(1)?.resolve();
    await taken[0];
    await expect.poll(() => begun).toContain('4 with a');
    ends.get(3)?.resolve();
    ends.get(4)?.resolve();
    await Promise.all([taken[2], taken[3]]);
    await turns.use((thing) => Promise.resolve(begun.push(`5 with ${thing}`)));
    expect(begun).toHaveLength(5);
  });
});
