import { compare, comparisons } from './comparisons.fixture.js';

/** Each program, kind of card and way to answer once; the long tests compare all combinations. */
const sample = new Set([
  'opensc-tool: a GIDS card',
  'opensc-tool: a PIV card that keeps answers back',
  'opensc-tool: a GIDS card with T=0 that answers as "t0-strict"',
  'piv-tool: a PIV card with T=0 that answers as "t0"',
  'piv-tool: a card with both applets',
  'opensc-tool: a card with a blank PIV applet',
  'yubico-piv-tool: a PIV card with a long CHUID',
]);

compare(comparisons.filter(({ program, what }) => sample.has(`${program.command}: ${what}`)));
