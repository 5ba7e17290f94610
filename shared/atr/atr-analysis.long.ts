import { expect, it } from 'vitest';
import { expectAgreement } from './atr-agreement.fixture.js';
import { isPeerInstalled, listedAtrs } from './atr-analysis.fixture.js';

it.skipIf(!isPeerInstalled)('agrees with ATR_analysis of pcsc-tools on every ATR of its list', { timeout: 240_000 }, async () => {
  const atrs = [...new Set(listedAtrs())];
  expect(atrs.length).toBeGreaterThan(3000);
  await expectAgreement(atrs);
});
