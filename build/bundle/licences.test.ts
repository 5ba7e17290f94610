import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { thirdParties } from './licences.mjs';

test('names every shipped package with a license and its text', () => {
  const parts = thirdParties();
  expect(parts.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
  expect(parts.filter(({ text }) => text.length < 200).map(({ name }) => name)).toEqual([]);
  expect(parts.map(({ name }) => name)).not.toContain('vitest');
});
