import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';

/**
 * Returns the unit tests that make a share of their random runs in `npm test` and all of them in `npm run test:long`
 * (`electron/core/random-runs.fixture.ts`).
 * @returns {readonly string[]} Paths relative to the clone, with `/`.
 */
export function randomTests() {
  return readdirSync(join(root, 'electron'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && readFileSync(join(root, 'electron', file), 'utf8').includes('randomRuns('))
    .map((file) => `electron/${file.replaceAll('\\', '/')}`)
    .sort();
}
