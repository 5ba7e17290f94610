import { expect, it } from 'vitest';
import { JournalError } from './journal.js';
import { createOnFirstWrite } from './store-worker.js';
import type { SendCall } from './worker-protocol.js';

/** A store of names in files, for the tests. */
function names(failures: number) {
  const kept: unknown[] = [];
  let begun = 0;
  const send: SendCall = (method, args) => {
    if (method === 'remove') kept.push(...args);
    return Promise.resolve(method === 'remove' ? kept.length : kept);
  };
  const begin = (): Promise<SendCall> => {
    begun += 1;
    return begun <= failures ? Promise.reject(new JournalError('unusable', 'The disk is full')) : Promise.resolve(send);
  };
  const lazily = createOnFirstWrite<'prepared'>(begin, { files: [], close: undefined });
  return {
    begun: () => begun,
    add: (name: string) => lazily('remove', [name]),
    all: () => lazily('files', []),
    close: () => lazily('close', []),
  };
}

it('a store that is created on first write is empty and uses no thread before', async () => {
  const store = names(0);
  expect(await store.all()).toEqual([]);
  expect(await store.close()).toBeUndefined();
  expect(store.begun()).toBe(0);
});

it('a store that is created on first write is created once and used from then on', async () => {
  const store = names(0);
  expect(await Promise.all([store.add('one'), store.add('two')])).toEqual([1, 2]);
  expect(await store.all()).toEqual(['one', 'two']);
  expect(store.begun()).toBe(1);
});

it('a store that cannot be created reports why and tries again at the next write', async () => {
  const store = names(1);
  await expect(store.add('one')).rejects.toThrow('The disk is full');
  expect(await store.all()).toEqual([]);
  expect(await store.add('two')).toBe(1);
});
