import { expect, it } from 'vitest';
import { JournalError } from './journal.js';
import { begunByWriting, type Send } from './store-worker.js';

/** A store of words, for the tests. */
interface Words {
  add(word: string): number;
  all(): readonly string[];
  close(): null;
}

function words(failures: number) {
  const kept: string[] = [];
  let begun = 0;
  const send: Send<Words> = (makeCall) => {
    const call = makeCall(1);
    if (call.method === 'add') kept.push(...(call.args as readonly string[]));
    return Promise.resolve((call.method === 'add' ? kept.length : kept) as never);
  };
  const begin = (): Promise<Send<Words>> => {
    begun += 1;
    return begun <= failures ? Promise.reject(new JournalError('unusable', 'The disk is full')) : Promise.resolve(send);
  };
  const lazily = begunByWriting<Words>(begin, { all: [], close: null });
  return {
    begun: () => begun,
    add: (word: string) => lazily((id) => ({ id, method: 'add', args: [word] })),
    all: () => lazily((id) => ({ id, method: 'all', args: [] })),
    close: () => lazily((id) => ({ id, method: 'close', args: [] })),
  };
}

it('is empty, and spends no thread, until something is written in it', async () => {
  const store = words(0);
  expect(await store.all()).toEqual([]);
  expect(await store.close()).toBeNull();
  expect(store.begun()).toBe(0);
});

it('is begun once, by what is first written, and asked from then on', async () => {
  const store = words(0);
  expect(await Promise.all([store.add('one'), store.add('two')])).toEqual([1, 2]);
  expect(await store.all()).toEqual(['one', 'two']);
  expect(store.begun()).toBe(1);
});

it('says why it cannot be begun, and tries again with the next that is written', async () => {
  const store = words(1);
  await expect(store.add('one')).rejects.toThrow('The disk is full');
  expect(await store.all()).toEqual([]);
  expect(await store.add('two')).toBe(1);
});
