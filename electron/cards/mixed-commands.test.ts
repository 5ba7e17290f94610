import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomRuns } from '../core/random-runs.fixture.js';
import { fromHex, PcscError, type CardConnection, type Share } from '../pcsc/driver.js';
import { pcscCodes } from '../pcsc/pcsc-codes.js';
import { GIDS_ATR, gidsApplet, pivApplet } from '../training/virtual-applets.js';
import { VirtualCard, type Applet, type Quirk } from '../training/virtual-card.js';
import { identify } from './identify.js';

/** Two programs' commands to one card, in any order: the station never gets a wrong id. */

const PIV = 'a735eba5e2633866dcb3c437fc53a1ee';
const GIDS = '3ff188bcba833740826246eba1291c6e';

/** Commands that another program may send between two of the station's. */
const others = [
  '00a4040009a0000003974254465900',
  '00a4040009a00000039742544659',
  '00a4040009a00000030800001000',
  '00a4040009a0000003080000100000',
  '00a4040005a00000000300',
  '00cba012045c02df2000',
  '00cba012045c02df20',
  '00cb3fff055c035fc10200',
  '00cb3fff055c035fc102',
  '00cba000045c02df1f00',
  '00c0000000',
  '00c0000013',
  '00c0000014',
  'reset',
] as const;

const cards: readonly [what: string, applets: readonly Applet[], id: string | null][] = [
  ['PIV and GIDS', [pivApplet(PIV), gidsApplet(GIDS)], PIV],
  ['PIV with a long CHUID and GIDS', [gidsApplet(GIDS), pivApplet(PIV, 400)], PIV],
  ['GIDS alone', [gidsApplet(GIDS)], GIDS],
  ['PIV alone', [pivApplet(PIV, 300)], PIV],
  ['PIV without a GUID and GIDS', [pivApplet(null), gidsApplet(GIDS)], GIDS],
  ['PIV of zeros and GIDS', [pivApplet('00'.repeat(16)), gidsApplet(GIDS)], GIDS],
  ['PIV and GIDS without an id', [pivApplet(PIV), gidsApplet(null)], PIV],
  ['neither with an id', [pivApplet(null), gidsApplet(null)], null],
];
const quirks: readonly Quirk[] = [
  { quirk: 'none' },
  { quirk: 't0' },
  { quirk: 't0-strict' },
  { quirk: 't0-terse' },
  { quirk: 't0-names-length' },
  { quirk: 'wants-exact-length' },
];
const T0_ATR = '3b0d80fba000000397425446590201';

/** Connections to a card with another program's commands before each of the station's: one list per command. */
function disturbed(card: VirtualCard, between: readonly (readonly string[])[]) {
  let commands = 0;
  let resets = 0;
  let isAlone = false;
  return (share: Share): Promise<CardConnection> => {
    if (share === 'exclusive' && commands < between.length) {
      // The other program is connected, so the station cannot get exclusive mode.
      commands += 1;
      return Promise.reject(new PcscError(pcscCodes.SCARD_E_SHARING_VIOLATION, 'The other program is connected'));
    }
    isAlone = share === 'exclusive';
    const atConnection = resets;
    return Promise.resolve({
      protocol: card.protocol,
      transmit: (command) => {
        for (const other of isAlone ? [] : (between[commands] ?? [])) {
          if (other === 'reset') {
            card.reset();
            resets += 1;
          } else {
            card.answer(fromHex(other));
          }
        }
        commands += 1;
        if (resets !== atConnection)
          return Promise.reject(new PcscError(pcscCodes.SCARD_W_RESET_CARD, 'The other program has reset the card'));
        const answer = card.answer(command);
        return answer.does === 'answer' ? Promise.resolve(answer.response) : Promise.reject(new PcscError(null, answer.does));
      },
      disconnect: () => Promise.resolve(),
    });
  };
}

describe.each(quirks)('on a card that answers as "$quirk"', (behaves) => {
  const atr = behaves.quirk.startsWith('t0') ? T0_ATR : GIDS_ATR;

  it.each(cards)("never gives a wrong id when two programs' commands mix: %s", async (_what, applets, id) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.constantFrom(...others), { maxLength: 3 }), { maxLength: 40 }), async (between) => {
        const options = { signal: new AbortController().signal, atr, restMs: 0, otherProgramWaitMs: 2_000 };
        const read = await identify(disturbed(new VirtualCard({ atr, applets, behaves }), between), options);
        if (read.state === 'identified') {
          expect(read.cardId.raw).toBe(id);
          if (read.otherId !== undefined) expect([id, read.otherId.raw]).toEqual([PIV, GIDS]);
        }
      }),
      { numRuns: randomRuns(25) },
    );
  });

  it('reads the right id once the other program is done', async () => {
    const card = new VirtualCard({ atr, applets: [gidsApplet(GIDS)], behaves });
    const options = { signal: new AbortController().signal, atr, restMs: 0 };
    expect(await identify(disturbed(card, [['reset'], ['00c0000000'], ['reset']]), options)).toMatchObject({ cardId: { raw: GIDS } });
  });
});

const SELECT_GIDS = '00a4040009a0000003974254465900';

describe('an applet that looks empty because another program selected the other one,', () => {
  it.each<[string, Quirk, string, readonly number[]]>([
    ['between SELECT and GET DATA', { quirk: 'none' }, GIDS_ATR, [1, 5]],
    ['between SELECT and its response', { quirk: 't0' }, T0_ATR, [1, 8]],
    ['between SELECT and its response, of a strict card', { quirk: 't0-strict' }, T0_ATR, [1, 8]],
  ])('is not passed over: %s, in both readings', async (_when, behaves, atr, moments) => {
    const select = behaves.quirk === 't0-strict' ? '00a4040009a00000039742544659' : SELECT_GIDS;
    const between = Array.from({ length: 16 }, (_, command) => (moments.includes(command) ? [select] : []));
    const card = new VirtualCard({ atr, applets: [pivApplet(PIV), gidsApplet(GIDS)], behaves });
    const options = { signal: new AbortController().signal, atr, restMs: 0 };
    expect(await identify(disturbed(card, between), options)).toMatchObject({ cardId: { raw: PIV }, otherId: { raw: GIDS } });
  });
});
