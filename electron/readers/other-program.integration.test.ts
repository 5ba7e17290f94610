import { randomBytes } from 'node:crypto';
import { describe, it } from 'vitest';
import { sharedCardTests } from './shared-card.fixture.js';
import { hasOtherPrograms, type Misuse } from './other-program.fixture.js';

/** A generous limit; the long tests measure the time. */
const READY_WITHIN_MS = 30_000;

/** One program that holds a card, and one real program. */
const cases: readonly Misuse[] = [{ does: 'transactions', forMs: 1_000, restMs: 0 }, { does: 'opensc-tool' }];

describe.skipIf(!hasOtherPrograms).each(['pcsclite', 'smartcard'] as const)('with %s and another program at the card', (driver) => {
  const { readyAfter, commandsBetween } = sharedCardTests(driver);

  it('reports that another program uses the card, and recovers afterwards', async () => {
    for (const misuse of cases) await readyAfter(misuse, randomBytes(16).toString('hex'), READY_WITHIN_MS);
  });

  it("never reports a wrong id while another program's commands mix with its own", async () => {
    await commandsBetween(['none']);
  });
});
