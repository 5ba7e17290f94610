import { findTests } from './find-tests.mjs';

/**
 * Returns the unit tests that make a share of their random runs in `npm test` and all of them in `npm run test:long`
 * (`electron/core/random-runs.fixture.ts`).
 * @returns {readonly string[]} Paths relative to the clone, with `/`.
 */
export const randomTests = () => findTests(/\brandomRuns\(/);
