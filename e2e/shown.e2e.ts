import { expect, it } from 'vitest';
import { wireStatus } from '../electron/training/service-wire.js';
import { confirmationOnScreen } from './confirm-directly.js';
import { clearDesk, openConfirm } from './one-desk.js';
import { untilKeysCount } from './press-as-a-person.js';
import { inBothLanguages, snapshotOf, tabTo } from './second-person.js';
import {
  nameOf,
  nextRequest,
  onShownDesk,
  page,
  posts,
  printedOn,
  put,
  requestsLike,
  checkAssigned,
  checkLost,
  checkReusable,
  checkReasons,
} from './shown.js';

/** A sample in two languages, with the keyboard; `shown.long.ts` tests every answer and reason. */
onShownDesk();

it('a card shows its owner, whether it can be bound again, and that it is lost', async () => {
  await checkAssigned();
  await checkReusable();
  await checkLost();
});

it('Enter twice on an empty search chooses no one and sends nothing', async () => {
  await put('fresh');
  await clearDesk(page);
  const before = posts();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await untilKeysCount(page);
  expect(await page.getByTestId('confirm').count()).toBe(0);
  expect(posts()).toBe(before);
});

it('a request shows why it cannot be bound, and Enter opens nothing', async () => {
  await put('fresh');
  await checkReasons(['virtual', 'about-a-card']);
});

it('a person without a bindable request is looked up in every list', async () => {
  const [over] = requestsLike(({ Status }) => Status === wireStatus.Completed);
  if (over === undefined) throw new Error('No request is completed');
  await page.keyboard.type(nameOf(over));
  const lookUp = page.getByTestId('look-up');
  await lookUp.waitFor();
  // A Tab too soon would count as the end of a scan.
  await untilKeysCount(page);
  await tabTo(page, 'Find missing person');
  await page.keyboard.press('Enter');
  const line = lookUp.locator('li[data-status="Completed"]').filter({ hasText: nameOf(over) });
  await line.waitFor();
  await inBothLanguages(page, async (said) => {
    const [words = ''] = said.requests.lookUp.status.Completed.split(' {{ended}}');
    await line.getByText(words).waitFor();
  });
});

it('the printed number must match the chip: no key binds before, and the main process refuses what the page would not send', async () => {
  const { requestId } = nextRequest();
  const before = posts();
  await put('fresh');
  // The number cannot be copied from the screen.
  expect(await page.getByTestId('readers').getByTestId('printed-serial').count()).toBe(0);
  const { readers } = await snapshotOf(page);
  const [presentationId = 0] = readers.flatMap(({ state }) => (state.state === 'card' ? [state.presentationId] : []));
  const confirmed = await confirmationOnScreen(page, requestId, presentationId);
  for (const [printedSerial, reason] of [
    [undefined, 'not-entered'],
    [printedOn('bound'), 'other-serial'],
    ['SN-OOO1', 'other-serial'],
  ] as const) {
    const answer: unknown = await page.evaluate((request) => window.station.call('bindings/confirm', request), {
      ...confirmed,
      printedSerial,
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'serial-not-confirmed', reason } });
  }

  await clearDesk(page);
  await openConfirm(page, requestId);
  const entry = page.locator('[data-testid="serial-entry"]:focus');
  await entry.waitFor();
  const check = page.getByTestId('serial-check');
  await inBothLanguages(page, (said) => check.getByText(said.confirm.serial['not-entered']).waitFor());
  await page.keyboard.press('Enter');
  await page.keyboard.type(printedOn('bound'));
  await page.locator('[data-serial="other-serial"]').waitFor();
  await inBothLanguages(page, (said) => check.getByText(said.confirm.serial['other-serial']).waitFor());
  await page.keyboard.press('Enter');
  expect(await page.getByTestId('confirm').count()).toBe(1);

  // The scanner's own Enter binds nothing; only a person's press counts.
  await page.keyboard.press('Control+a');
  await page.keyboard.type(printedOn('fresh'));
  await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await page.locator('[data-serial="confirmed"]').waitFor();
  // The Enter came with other keys, or before a person could see that the number is right.
  await page.locator('[data-testid="confirm-rushed"], [data-testid="confirm-early"]').waitFor();
  await inBothLanguages(page, (said) => check.getByText(said.confirm.serial.confirmed).waitFor());
  expect(posts()).toBe(before);
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
  expect(posts()).toBe(before + 1);
});
