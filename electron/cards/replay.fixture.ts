import { fromHex, toHex, type CardConnection } from '../pcsc/driver.js';

/** A command and its response, in hex. */
export interface Recorded {
  readonly c: string;
  readonly r: string;
}

/**
 * For tests: a card with recorded exchanges only, byte for byte. Several exchanges of one command are used in order, the last
 * one repeatedly. A command may have Le 00 where the recorded one had none.
 */
export function replay(
  exchanges: readonly Recorded[],
  protocol: CardConnection['protocol'] = 'T=1',
): CardConnection & { readonly sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    protocol,
    transmit: (command) => {
      const c = toHex(command);
      const times = sent.filter((one) => one === c).length;
      sent.push(c);
      const matching = exchanges.filter((one) => c === one.c || c === `${one.c}00`);
      const known = matching[Math.min(times, matching.length - 1)];
      return known === undefined ? Promise.reject(new Error(`Nothing was recorded for ${c}`)) : Promise.resolve(fromHex(known.r));
    },
    disconnect: () => Promise.resolve(),
  };
}

/**
 * Recorded through pcscd from real applets: a GIDS applet initialized by OpenSC's gids-tool, and a PIV applet with a CHUID by
 * yubico-piv-tool. Both tools read the same ids. The GIDS applet was selected with a version then; the answer without one is
 * the same.
 */
export const recorded = {
  gids: {
    atr: '3b8d0180fba000000397425446590301c8',
    raw: '3ff188bcba833740826246eba1291c6e',
    windowsGuid: 'bc88f13f-83ba-4037-8262-46eba1291c6e',
    exchanges: [
      { c: '00a4040009a0000003974254465900', r: '61124f0ba00000039742544659020173034001c09000' },
      { c: '00cba012045c02df2000', r: 'df20103ff188bcba833740826246eba1291c6e9000' },
    ],
  },
  piv: {
    atr: '3bf81300008131fe15597562696b657934d4',
    raw: 'a735eba5e2633866dcb3c437fc53a1ee',
    rfc4122: 'a735eba5-e263-3866-dcb3-c437fc53a1ee',
    windowsGuid: 'a5eb35a7-63e2-6638-dcb3-c437fc53a1ee',
    exchanges: [
      { c: '00a4040009a0000003974254465900', r: '6a82' },
      {
        c: '00a4040009a00000030800001000',
        r: '61817c4f0ba00000030800001000010079074f05a000000308501b5069764170706c65742076302e392e302f5245655341784c7261445f501e6769746875622e636f6d2f6172656b696e6174682f5069764170706c6574ac06800103060100ac0680010c060100ac06800107060100ac06800111060100ac068001140601009000',
      },
      {
        c: '00cb3fff055c035fc10200',
        r: '533b3019d4e739da739ced39ce739d836858210842108421c84210c3eb3410a735eba5e2633866dcb3c437fc53a1ee350832303330303130313e00fe009000',
      },
    ],
  },
} as const;
