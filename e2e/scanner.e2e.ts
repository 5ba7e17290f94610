import { it } from 'vitest';
import {
  altScan,
  checkContinuesAfterScan,
  checkIgnoredInConfirmStep,
  checkOpensExample,
  checkOpensNothing,
  othersId,
  page,
  x,
  onScanningDesk,
} from './scanning.js';
import { example } from './live-server.js';

onScanningDesk();

/** One scan of each kind through the X server; the others are in `scanner.long.ts`. */
it(
  'a scan opens its request and never binds: with CR LF, in pieces, by Alt and the number pad, over an open confirm step',
  { timeout: 180_000 },
  async () => {
    const bare = example.requestId.replaceAll('-', '');
    await checkOpensNothing('7700123456', [...Array.from('7700'), '-90', ...Array.from('123456'), 'Return', 'Return']);
    await checkOpensExample('CR LF', [...Array.from(bare), 'Return', 'Return']);
    await checkOpensExample('a pause in it', [...Array.from(bare.slice(0, 20)), '-90', ...Array.from(bare.slice(20)), 'Return', 'Return']);
    const devtools = await page.context().newCDPSession(page);
    await checkIgnoredInConfirmStep('CR LF', () => x.keys([...Array.from(othersId().replaceAll('-', '')), 'Return', 'Return']));
    await checkIgnoredInConfirmStep('Alt and the number pad', () => altScan(devtools, '7700'));
    await checkContinuesAfterScan();
  },
);
