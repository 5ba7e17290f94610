import { expect, it } from 'vitest';
import { JournalError } from '../store/journal.js';
import { StartError, unlessUnusable, usable } from './start-error.js';

const broken = (): Promise<never> => Promise.reject(new JournalError('unusable', 'disk I/O error'));

it.each([
  ['journal.db', 'The journal cannot be used'],
  ['stock.db', 'The card stock cannot be used'],
  ['prepared.db', 'The prepared cards cannot be used'],
] as const)('a store that cannot be used is named: %s', async (store, says) => {
  const error = await usable(broken(), store).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StartError);
  expect(String(error)).toContain(says);
  expect(String(error)).toContain('disk I/O error');
});

it('a cache that cannot be used stops nothing, and what is no fault of a store is passed on', async () => {
  const troubles: string[] = [];
  expect(await unlessUnusable(broken(), (detail) => troubles.push(detail))).toBeNull();
  expect(troubles).toEqual(['disk I/O error']);
  await expect(unlessUnusable(Promise.reject(new TypeError('ours')), () => undefined)).rejects.toThrow('ours');
});
