import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectAgreement } from './atr-agreement.fixture.js';
import { isPeerInstalled, listedAtrs } from './atr-analysis.fixture.js';

/** One ATR in so many of the list; all of them are `atr-analysis.long.ts`. */
const STEP = 12;

it.skipIf(!isPeerInstalled)('agrees with ATR_analysis of pcsc-tools on ATRs from all over its list', { timeout: 120_000 }, async () => {
  const atrs = [...new Set(listedAtrs())].filter((_atr, index) => index % STEP === 0);
  expect(atrs.length).toBeGreaterThan(250);
  await expectAgreement(atrs);
});

it.skipIf(!isPeerInstalled)('agrees with ATR_analysis of pcsc-tools on ATRs of any shape', { timeout: 120_000 }, async () => {
  const hex = fc.uint8Array({ minLength: 1, maxLength: 32 }).map((bytes) => `3b${Buffer.from(bytes).toString('hex')}`);
  await expectAgreement(fc.sample(hex, { seed: 7816, numRuns: 300 }));
});
