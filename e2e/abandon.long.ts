import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { en } from '../renderer/i18n/en.js';
import type { nl } from '../renderer/i18n/nl.js';
import { exportedJournal } from './exported-journal.js';
import { error, onFourEyesDesk, openWithDirectory, passwords, putCard, server, removeCard } from './four-eyes.js';
import { inBothLanguages, picture, approveAs, approveAgainAs, signIn, snapshotOf, tabTo, toConfirm } from './second-person.js';
import { hasSlapd, reader } from './slapd.js';
import { launchStation, openScreen } from './station.js';
import { example } from './live-server.js';

onFourEyesDesk();

if (!hasSlapd) console.warn('slapd is not installed: a request that is abandoned with a second person is not tested');

const REASON = 'Bound to the wrong request';
const puts = () => server.service.log.filter(({ method }) => method === 'PUT');

async function bindTo(page: Page, requestId: string): Promise<void> {
  await toConfirm(page, requestId);
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
}

/** Goes with the keyboard from the newest binding in History to the approval dialog. @returns the text to be approved */
async function toSecondPerson(page: Page): Promise<string> {
  await openScreen(page, 'history');
  await page.getByTestId('binding-detail').waitFor();
  await tabTo(page, en.decision.abandon);
  await page.keyboard.press('Enter');
  await inBothLanguages(page, async (said: typeof en | typeof nl, language) => {
    const form = page.getByTestId('binding-detail');
    for (const words of [said.abandon.does, said.abandon.doesNot, said.abandon.needed]) await form.getByText(words).waitFor();
    await picture(page, `abandon-asked-${language}`);
  });
  await page.keyboard.type(REASON);
  await page.keyboard.press('Enter');
  await page.getByTestId('approval').waitFor();
  return page.getByTestId('approval-what').innerText();
}

describe.skipIf(!hasSlapd)('the request of a card bound to the wrong person', () => {
  it(
    'is abandoned once, with the keyboard and a second person; after a power cut the server is asked and nothing is sent again',
    { timeout: 240_000 },
    async () => {
      const station = await openWithDirectory();
      const { page } = station;
      await bindTo(page, example.requestId);
      const what = await toSecondPerson(page);
      const { bindingId = '' } = (await snapshotOf(page)).bindings[0] ?? {};
      for (const fact of [en.abandon.does, en.abandon.doesNot, REASON, example.requestId, example.cardId, bindingId])
        expect(what).toContain(fact);
      // A direct call from the page, without the second person.
      expect(await page.evaluate((id) => window.station.call('afterCare/abandon', { bindingId: id, reason: 'alone' }), bindingId)).toEqual({
        ok: false,
        error: { code: 'approval-needed', action: 'abandon-request' },
      });
      await inBothLanguages(page, (_said, language) => picture(page, `abandon-approval-${language}`));
      await approveAs(page, 'EXAMPLE\\bram', passwords['EXAMPLE\\bram']);
      await error(page, en.error['approval-refused']['same-person']);
      expect(puts()).toEqual([]);
      await approveAgainAs(page, 'EXAMPLE\\noor', passwords['EXAMPLE\\noor']);
      await inBothLanguages(page, async (said, language) => {
        await page.getByTestId('abandon').getByText(said.abandon.answered.replace('{{reason}}', REASON)).waitFor();
        await page.getByTestId('history').getByText(said.care.short.abandoned).waitFor();
        await page.getByTestId('entries').getByText(said.history.event.abandoned).waitFor();
        await picture(page, `abandoned-${language}`);
      });
      expect(puts().map(({ path, body, status, did }) => [path.split('/').at(-1), body, status, did])).toEqual([
        [example.requestId, '{"status":"Abandoned"}', 200, 'changed'],
      ]);
      expect(server.service.book.request(example.requestId)?.Status).toBe(6);
      expect(await page.getByRole('button', { name: en.decision.abandon }).count()).toBe(0);

      // Another request; the power is cut before its answer.
      await openScreen(page, 'desk');
      await removeCard();
      await page.getByTestId('readers').getByTestId('card-id').waitFor({ state: 'detached' });
      await putCard('3ff188bcba833740826246eba1291c6d');
      const other = (await snapshotOf(page)).requests.find(
        ({ requestId, person }) => requestId !== example.requestId && person.state === 'resolved',
      );
      if (other === undefined) throw new Error('There is no other request');
      await bindTo(page, other.requestId);
      const processed = new Promise<void>((resolve) => {
        server.faults.onPhase = (phase, { method }) => {
          if (method === 'PUT' && phase === 'processed') resolve();
        };
      });
      server.faults.choose = ({ method }) => (method === 'PUT' ? { fault: 'hang', processed: true } : { fault: 'none' });
      await toSecondPerson(page);
      await approveAs(page, 'EXAMPLE\\noor', passwords['EXAMPLE\\noor']);
      await processed;
      await page.getByTestId('abandon').getByText(en.abandon.sending.replace('{{reason}}', REASON)).waitFor();
      await station.kill();
      server.faults.choose = () => ({ fault: 'none' });

      const second = await launchStation({ profile: station.profile, env: { CARD_DESK_DIRECTORY_PASSWORD: reader.password } });
      await signIn(second.page, 'EXAMPLE\\bram', passwords['EXAMPLE\\bram']);
      await openScreen(second.page, 'history');
      const found = en.abandon.found.replace('{{word}}', en.care.short.failed);
      await second.page.getByTestId('abandon').getByText(found).waitFor({ timeout: 90_000 });
      await picture(second.page, 'abandoned-found');
      expect(puts().map(({ path }) => path.split('/').at(-1))).toEqual([example.requestId, other.requestId]);
      expect(await second.page.getByTestId('attention-count').count()).toBe(0);
      await second.quit();

      const { entries } = await exportedJournal(station.profile);
      const ofBindings = entries.filter(({ binding }) => binding !== undefined).map(({ event, operator }) => `${event} ${operator}`);
      const way = ['intended', 'submitting', 'answered', 'approved', 'abandon-sent'].map((event) => `${event} EXAMPLE\\bram`);
      expect(ofBindings.slice(0, 6)).toEqual([...way, 'abandoned EXAMPLE\\bram']);
      expect(ofBindings.slice(6, 11)).toEqual(way);
      expect(ofBindings.slice(11).map((line) => line.split(' ')[0])).toEqual(['abandon-unconfirmed', 'abandoned']);
    },
  );
});
