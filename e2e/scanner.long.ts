import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en } from '../renderer/i18n/en.js';
import { screens } from '../renderer/shell/screens.js';
import { untilKeysCount } from './press-as-a-person.js';
import {
  altScan,
  checkContinuesAfterScan,
  clear,
  confirm,
  checkIgnoredInConfirmStep,
  checkNothingSent,
  openExample,
  checkOpensExample,
  checkOpensNothing,
  othersId,
  page,
  scan,
  server,
  typeInTime,
  unknown,
  x,
  onScanningDesk,
} from './scanning.js';
import { openScreen } from './station.js';
import { example } from './live-server.js';
import { DIGIT_ROW, NUMBER_PAD } from './x-keyboard.js';

onScanningDesk();

describe('a scan through the X server', () => {
  it(
    'opens its request and binds no one, whatever its suffix, speed and pauses; one Enter from a person who has read the step binds',
    { timeout: 240_000 },
    async () => {
      const id = example.requestId;
      const bare = id.replaceAll('-', '');
      const wholes: readonly (readonly [what: string, keys: readonly string[], gapMs?: number])[] = [
        ['CR LF', [...Array.from(bare), 'Return', 'Return']],
        ['CR LF, 30 ms from key to key', [...Array.from(bare), 'Return', 'Return'], 30],
        ['CR LF from the number pad', [...Array.from(bare), 'KP_Enter', 'KP_Enter']],
        ['CR LF twice', [...Array.from(bare), 'Return', 'Return', 'Return', 'Return']],
        ['LF late', [...Array.from(bare), 'Return', '-90', 'Return']],
        ['Tab', [...Array.from(bare), 'Tab']],
        ['Tab and Enter', [...Array.from(bare), 'Tab', 'Return']],
        ['100 ms from key to key', [...Array.from(bare), 'Return'], 100],
        ['a pause in it', [...Array.from(bare.slice(0, 20)), '-90', ...Array.from(bare.slice(20)), 'Return', 'Return']],
        [
          'three pauses in it',
          [...Array.from(bare.slice(0, 4)), '-200', ...Array.from(bare.slice(4, 9)), '-90', ...Array.from(bare.slice(9)), '-60', 'Return'],
        ],
        [
          'a key of a hand before it, and a pause in it',
          ['x', '-200', ...Array.from(bare.slice(0, 9)), '-90', ...Array.from(bare.slice(9)), 'Return', 'Return'],
        ],
        ['a key of a hand before it', ['x', '-200', ...Array.from(bare), 'Return', 'Return']],
        ['a whole number', [...Array.from('123456'), 'Return', 'Return']],
        ['a whole number in pieces', [...Array.from('123'), '-90', ...Array.from('456'), 'Return', 'Return']],
      ];
      for (const [what, keys, gapMs] of wholes) await checkOpensExample(what, keys, gapMs);
      await page.keyboard.press('Enter');
      await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
      expect(server.posts()).toHaveLength(1);
    },
  );

  it('that matches no one completely opens nothing, and shows what was scanned', { timeout: 180_000 }, async () => {
    const parts: readonly (readonly [text: string, keys: readonly string[]])[] = [
      ['7700123456', [...Array.from('7700'), '-90', ...Array.from('123456'), 'Return']],
      ['7700123456', [...Array.from('7700'), '-90', ...Array.from('123456'), 'Return', 'Return']],
      ['7700123456', [...Array.from('7'), '-400', ...Array.from('700123456'), 'Return']],
      ['7700123456', [...Array.from('7700'), '-700', ...Array.from('123456'), 'Tab']],
      ['12345', [...Array.from('12345'), 'Return']],
      ['3456', [...Array.from('3456'), 'Return']],
      ['123456123456', [...Array.from('123456'), '-120', ...Array.from('123456'), 'Return']],
      [example.requestId.slice(0, 8), [...Array.from(example.requestId.slice(0, 8)), 'Return']],
    ];
    for (const [text, keys] of parts) await checkOpensNothing(text, keys);
    // The same with a pause before its Enter, which might be a person's.
    await scan('3456', [...Array.from('3456'), '-400', 'Return']);
    await unknown('3456').waitFor();
    expect(await confirm().count()).toBe(0);
  });

  it('over an open confirm step only shows a message: the person is not bound, however the scan ends', { timeout: 240_000 }, async () => {
    const bare = othersId().replaceAll('-', '');
    const devtools = await page.context().newCDPSession(page);
    const scans: readonly (readonly [what: string, scan: () => Promise<void>])[] = [
      ['CR LF', () => x.keys([...Array.from(bare), 'Return', 'Return'])],
      ['CR LF, slowly', () => x.keys([...Array.from(bare), 'Return', 'Return'], 45)],
      ['late Enters', () => x.keys([...Array.from('7700123456'), '-300', 'Return', '-300', 'Return'])],
      ['Tab and Space', () => x.keys([...Array.from(bare), 'Tab', 'space'])],
      ['spaces in it', () => x.keys([...Array.from('12'), 'space', ...Array.from('34'), 'space', 'Return'])],
      ['one character', () => x.keys(['7', '-300', 'Return'])],
      ['Alt and the number pad', () => altScan(devtools, '7700')],
      [
        'Ctrl, Shift and U',
        async () => {
          for (const digit of '77') await x.keys(['ctrl+shift+u', '0', '0', '3', digit, 'space']);
          await x.keys(['Return']);
        },
      ],
      ['control characters', () => x.keys(['ctrl+b', ...Array.from('7700'), 'ctrl+c', 'Return', 'Return'])],
      ['dead keys', () => x.keys(['dead_circumflex', 'e', '-300', 'Return'])],
    ];
    for (const [what, scan] of scans) await checkIgnoredInConfirmStep(what, scan);
    await checkContinuesAfterScan();
  });
});

it(
  'keys less than 50 ms apart send nothing: in the confirm step, in a refusal, in Attention, on the desk',
  { timeout: 240_000 },
  async () => {
    const bursts = fc.sample(
      fc.array(
        fc.constantFrom(
          'Return',
          'Return',
          'Return',
          'space',
          'KP_Enter',
          'a',
          '7',
          'Tab',
          'shift+Tab',
          'Shift_L',
          'Down',
          'alt+KP_5',
          'ctrl+c',
        ),
        { minLength: 2, maxLength: 14 },
      ),
      { numRuns: 18, seed: 24 },
    );
    const gaps = [2, 8, 20, 40];
    // A refused binding, for the buttons in Attention.
    server.service.nextAnswer = 'refuse';
    await openExample();
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="outcome"][data-state="refused"]').waitFor();
    const posts = server.posts().length;
    for (const [index, burst] of bursts.entries()) {
      if (index % 3 === 0) {
        await clear();
        await x.type(`${othersId()}\n`);
        await confirm().waitFor();
        if (index % 2 === 0) await untilKeysCount(page);
      } else if (index % 3 === 1) {
        await openScreen(page, 'attention');
        await page.getByTestId('matter').getByRole('button').first().focus();
        await untilKeysCount(page);
      } else {
        await clear();
      }
      await x.keys(burst, gaps[index % gaps.length]);
      await untilKeysCount(page);
      expect(server.posts(), `${burst.join(' ')} at ${String(gaps[index % gaps.length])} ms`).toHaveLength(posts);
      await page.keyboard.press('Escape');
      if (index % 3 === 1) await openScreen(page, 'desk');
    }
  },
);

it(
  'Ctrl with the digit keys 1 to 9 opens the screens on French, Belgian, German and US keyboards, on the row and the number pad, with Shift and with Caps Lock',
  { timeout: 180_000 },
  async () => {
    for (const layout of ['fr', 'be', 'de', 'us']) {
      await x.layout(layout);
      const opens = async (prefix: string, keys: readonly string[]): Promise<void> => {
        for (const [index, { name: screen }] of screens.entries()) {
          await x.keys([`${prefix}${keys[index] ?? ''}`]);
          await page
            .locator(`[data-screen="${screen}"]`)
            .waitFor()
            .catch(() => expect.fail(`${layout}: ${prefix}${keys[index] ?? ''} does not open ${screen}`));
        }
      };
      await opens('ctrl+', DIGIT_ROW);
      await opens('ctrl+shift+', DIGIT_ROW);
      await opens('ctrl+', NUMBER_PAD);
      await x.keys(['Caps_Lock']);
      await opens('ctrl+', DIGIT_ROW);
      // The other shortcuts use keys with the same name on every keyboard.
      await x.keys(['Escape']);
      await page.locator('[data-screen="desk"]').waitFor();
      await x.keys(['Down']);
      await page.locator('[data-request-id][aria-selected="true"]').waitFor();
      await x.keys(['Escape', 'Caps_Lock']);
    }
  },
);

it('nothing is selected on an empty search: Enter twice chooses no one', async () => {
  expect(await page.locator('[data-request-id][aria-selected="true"]').count()).toBe(0);
  for (const pause of ['-0', '-600']) await x.keys(['Return', pause, 'Return']);
  await untilKeysCount(page);
  expect(await confirm().count()).toBe(0);
  expect(server.posts()).toEqual([]);
});

it('Settings shows what the scanner sends and what the desk would do with it', async () => {
  await openScreen(page, 'settings');
  const field = page.getByTestId('scanner-test');
  const arrived = page.getByTestId('scanner-arrived');
  // Backspace separates it from earlier input, for the field and for the key watch.
  const typed = (keys: readonly string[]): Promise<void> =>
    typeInTime('into the field of Settings', keys, 10, async () => {
      await field.focus();
      await page.keyboard.press('Backspace');
      await field.fill('');
      await page.locator('html[data-press="ready"]').waitFor();
    });
  for (const [keys, suffix, words] of [
    [[...Array.from('123456'), 'Return'], 'enter', 'Noor van der Velden'],
    [[...Array.from('123456'), 'Return', 'Return'], 'crlf', 'Noor van der Velden'],
    [[...Array.from('123456'), 'Tab'], 'tab', 'Noor van der Velden'],
    [[...Array.from('7700'), '-90', ...Array.from('123456'), 'Return'], 'enter', 'no request or employee number matches “7700123456”'],
    [[...Array.from('123456')], 'none', en.keys.scanner.notEnding],
  ] as const) {
    await typed(keys);
    await arrived
      .and(page.locator(`[data-suffix="${suffix}"]`))
      .filter({ hasText: words })
      .waitFor();
    expect(await arrived.getAttribute('data-characters')).toBe(String(keys.filter((key) => /^\w$/.test(key)).length));
    expect(Number(await arrived.getAttribute('data-key-ms'))).toBeLessThan(50);
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.locator('html[data-press="ready"]').waitFor();
  }
  // Slow and uneven: typed by hand, until the scanner's speed is set.
  const slow = ['1', '-110', '2', '-60', '3', '-130', '4', '-70', '5', '-120', '6', '-60', 'Return'];
  await typed(slow);
  await arrived.filter({ hasText: en.keys.scanner.notScan }).waitFor();
  await page.getByRole('radio', { name: en.keys.scanner.upTo.replace('{{ms}}', '100') }).check();
  await field.focus();
  await page.locator('html[data-press="ready"]').waitFor();
  await typed(slow);
  await arrived.filter({ hasText: 'Noor van der Velden' }).waitFor();
});

it('a slow scan, and one without a suffix, select at the desk what Settings shows', async () => {
  const slow = ['1', '-110', '2', '-60', '3', '-130', '4', '-70', '5', '-120', '6', '-60', 'Return'];
  await openScreen(page, 'settings');
  await page.getByRole('radio', { name: en.keys.scanner.upTo.replace('{{ms}}', '100') }).check();
  await openScreen(page, 'desk');
  await page.locator('html[data-press="ready"]').waitFor();
  await scan('a slow one', slow);
  await confirm().waitFor();
  await clear();
  // A scan without a suffix fills the search, and opens automatically only if the scanner is set to no suffix.
  await x.keys(Array.from('123456'));
  await page.locator('html[data-press="ready"]').waitFor();
  expect(await confirm().count()).toBe(0);
  await clear();
  await openScreen(page, 'settings');
  await page.getByRole('radio', { name: en.keys.scanner.suffixes.none, exact: true }).check();
  await openScreen(page, 'desk');
  await scan('one that nothing follows', Array.from('123456'));
  await confirm().waitFor();
  await checkNothingSent();
});
