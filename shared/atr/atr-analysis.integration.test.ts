import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectAgreement } from './atr-agreement.fixture.js';
import { isPeerInstalled, listedAtrs } from './atr-analysis.fixture.js';

/** Tests every twelfth ATR of the list; `atr-analysis.long.ts` tests all of them. */
const STEP = 12;

it.skipIf(!isPeerInstalled)('agrees with ATR_analysis of pcsc-tools on a sample of its list', { timeout: 120_000 }, async () => {
  const atrs = [...new Set(listedAtrs())].filter((_atr, index) => index % STEP === 0);
  expect(atrs.length).toBeGreaterThan(250);
  await expectAgreement(atrs);
});

it.skipIf(!isPeerInstalled)('agrees with ATR_analysis of pcsc-tools on random ATRs', { timeout: 120_000 }, async () => {
  const hex = fc.uint8Array({ minLength: 1, maxLength: 32 }).map((bytes) => `3b${Buffer.from(bytes).toString('hex')}`);
  await expectAgreement(fc.sample(hex, { seed: 7816, numRuns: 300 }));
});
