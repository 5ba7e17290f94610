import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GIDS_ATR, pivApplet } from '../training/virtual-applets.js';
import { VirtualCard } from '../training/virtual-card.js';
import { sharedCardTests } from './shared-card.fixture.js';
import { hasOtherPrograms, type Misuse } from './other-program.fixture.js';

/** `OTHER_PROGRAM_ROUNDS` sets the rounds; the cases alternate. */
const ROUNDS = Number(process.env['OTHER_PROGRAM_ROUNDS'] ?? '1');
const READY_WITHIN_MS = 3_000;

describe.skipIf(!hasOtherPrograms).each(['pcsclite', 'smartcard'] as const)('with %s and another program at the card', (driver) => {
  const { told, isReady, isInUse, idsTold, shared, readyAfter, commandsBetween } = sharedCardTests(driver);

  it(
    'reports that another program uses the card, and recovers within 3 s',
    async () => {
      const cases: Misuse[] = [
        ...[200, 500, 1_000, 2_000, 4_000, 6_000].map((forMs) => ({ does: 'transactions' as const, forMs, restMs: 0 })),
        { does: 'resets', everyMs: 0 },
        { does: 'opensc-tool' },
      ];
      for (let round = 0; round < ROUNDS; round++) {
        for (const misuse of cases) {
          const took = await readyAfter(misuse, randomBytes(16).toString('hex'), READY_WITHIN_MS);
          if (ROUNDS > 1) process.stdout.write(`${driver} ${JSON.stringify(misuse)}: ready after ${took.toFixed(0)} ms\n`);
        }
      }
    },
    ROUNDS * 90_000,
  );

  it('reports a long transaction once, and reads the card when it ends', async () => {
    const raw = randomBytes(16).toString('hex');
    await shared({ does: 'transactions', forMs: 5_000, restMs: 10_000 }, new VirtualCard({ atr: GIDS_ATR, applets: [pivApplet(raw)] }));
    await told().until(isInUse, 3_000);
    await told().until(isReady, 5_000 + READY_WITHIN_MS);
    expect(told().all.filter(({ name }) => name === 'cards/identified')).toHaveLength(2);
    expect(idsTold()).toEqual([raw]);
  });

  it("never reports a wrong id while another program's commands mix with its own", async () => {
    await commandsBetween(['none', 't0']);
  });
});
