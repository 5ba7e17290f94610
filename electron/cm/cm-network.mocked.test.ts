import { expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ session: {} }));
const { leastBusyFetch } = await import('./cm-network.js');

it('uses the route with the fewest calls in progress', async () => {
  const went: number[] = [];
  const ends: (() => void)[] = [];
  const way = (number: number) => (): Promise<Response> => {
    went.push(number);
    return new Promise((resolve) =>
      ends.push(() => {
        resolve(new Response());
      }),
    );
  };
  const fetch = leastBusyFetch([way(1), way(2)]);
  const calls = [fetch('', {}), fetch('', {}), fetch('', {})];
  expect(went).toEqual([1, 2, 1]);
  ends[0]?.();
  ends[2]?.();
  await Promise.all([calls[0], calls[2]]);
  void fetch('', {});
  expect(went).toEqual([1, 2, 1, 1]);
});

it('frees the route of a failed call', async () => {
  const went: number[] = [];
  const fetch = leastBusyFetch(
    [1, 2].map((number) => () => {
      went.push(number);
      return Promise.reject(new Error('no line'));
    }),
  );
  await expect(fetch('', {})).rejects.toThrow('no line');
  await expect(fetch('', {})).rejects.toThrow('no line');
  expect(went).toEqual([1, 1]);
});
