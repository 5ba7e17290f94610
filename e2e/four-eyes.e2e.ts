import { describe, expect, it } from 'vitest';
import { en } from '../renderer/i18n/en.js';
import { approvalsIn, error, openWithDirectory, passwords, server, toApproval, unresolvedRequest, onFourEyesDesk } from './four-eyes.js';
import { inBothLanguages, picture, approveAs, approveAgainAs, snapshotOf } from './second-person.js';
import { hasSlapd } from './slapd.js';
import { openScreen } from './station.js';
import { example } from './live-server.js';

onFourEyesDesk();

if (!hasSlapd) console.warn('slapd is not installed: a second person of a directory is not tested');

describe.skipIf(!hasSlapd)('a second person from a directory', () => {
  it('approves binding an unresolved person, and no one with fewer rights can', async () => {
    const station = await openWithDirectory();
    const { page } = station;
    const requestId = await unresolvedRequest(page);
    await toApproval(page, requestId, en.approval.ask);
    await inBothLanguages(page, async (said, language) => {
      // The dialog shows in full what is approved.
      const what = await page.getByTestId('approval-what').innerText();
      for (const fact of [said.requests.unresolved, said.approval.refusal['person-unresolved'], requestId, example.cardId, example.atr])
        expect(what).toContain(fact);
      await page.getByRole('button', { name: said.approval.bind }).waitFor();
      await picture(page, `approval-${language}`);
    });
    const refusals = en.error['approval-refused'];

    await page.keyboard.type('Passport shown, known to the office');
    await page.keyboard.press('Tab');
    await approveAs(page, 'EXAMPLE\\bram', passwords['EXAMPLE\\bram']);
    await inBothLanguages(page, (said) => error(page, said.error['approval-refused']['same-person']));
    // The operator's other names.
    for (const account of ['bram', 'BRAM@example.com']) {
      await approveAgainAs(page, account, passwords['EXAMPLE\\bram']);
      await error(page, refusals['same-person']);
    }
    await approveAgainAs(page, 'EXAMPLE\\carl', passwords['EXAMPLE\\carl']);
    await inBothLanguages(page, async (said, language) => {
      await error(page, said.error['approval-refused']['role-too-low']);
      await picture(page, `approval-refused-${language}`);
    });
    await approveAgainAs(page, 'noor', passwords['EXAMPLE\\carl']);
    await error(page, refusals.wrong.replace('{{seconds}}', '0'));
    expect(server.posts()).toEqual([]);
    await approveAgainAs(page, 'noor', passwords['EXAMPLE\\noor']);
    await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
    expect(server.posts().map(({ did, body }) => ({ did, ...(JSON.parse(body) as object) }))).toEqual([
      { did: 'bound', requestid: requestId, cardid: example.cardId, atr: example.atr },
    ]);

    // The operator stays the same; History names both.
    expect((await snapshotOf(page)).signIn.identity.name).toBe('EXAMPLE\\bram');
    await openScreen(page, 'history');
    await page.keyboard.press('ArrowDown');
    await page.getByTestId('entry-approval').filter({ hasText: 'noor.v@example.com' }).waitFor();
    await inBothLanguages(page, (_said, language) => picture(page, `history-approved-${language}`));
    expect(await approvalsIn(station)).toEqual([
      'approval-granted EXAMPLE\\bram noor.v@example.com: Passport shown, known to the office',
      'approved EXAMPLE\\bram noor.v@example.com: Passport shown, known to the office',
      'intended EXAMPLE\\bram',
    ]);
  });
});
