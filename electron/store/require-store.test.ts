import { expect, it } from 'vitest';
import { JournalError } from './journal.js';
import { StartError } from '../core/start-error.js';
import { storeOrNull, requireStore } from './require-store.js';

const broken = (): Promise<never> => Promise.reject(new JournalError('unusable', 'disk I/O error'));

it.each([
  ['journal.db', 'The journal cannot be opened'],
  ['stock.db', 'The card stock cannot be opened'],
  ['prepared.db', 'The prepared cards cannot be opened'],
] as const)('the error of an unusable store names it: %s', async (store, says) => {
  const error = await requireStore(broken(), store).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StartError);
  expect(String(error)).toContain(says);
  expect(String(error)).toContain('disk I/O error');
});

it('the error of a store that the system denies names it, and other errors pass through', async () => {
  const refused = Object.assign(new Error("EPERM: operation not permitted, rename 'stock.db'"), { syscall: 'rename' });
  await expect(requireStore(Promise.reject(refused), 'stock.db')).rejects.toThrow(/The card stock cannot be opened[^]*EPERM/);
  await expect(requireStore(Promise.reject(new TypeError('ours')), 'stock.db')).rejects.toThrow(TypeError);
});

it.each([new JournalError('unusable', 'disk I/O error'), new Error("EISDIR: illegal operation on a directory, unlink 'requests.db'")])(
  'an unusable cache does not stop the station: %s',
  async (error) => {
    const troubles: string[] = [];
    expect(await storeOrNull(Promise.reject(error), (detail) => troubles.push(detail))).toBeNull();
    expect(troubles).toEqual([error.message]);
  },
);
