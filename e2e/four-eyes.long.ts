import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { de } from '../renderer/i18n/de.js';
import { en } from '../renderer/i18n/en.js';
import { fr } from '../renderer/i18n/fr.js';
import { confirmationOnScreen } from './confirm-directly.js';
import {
  approvalsIn,
  error,
  folder,
  front,
  gate,
  openWithDirectory,
  passwords,
  putCard,
  server,
  removeCard,
  toApproval,
  unresolvedRequest,
  onFourEyesDesk,
} from './four-eyes.js';
import { inBothLanguages, picture, approveAs, approveAgainAs, signIn, snapshotOf, setLanguage, tabTo, toConfirm } from './second-person.js';
import { hasSlapd } from './slapd.js';
import { launchStation, openScreen } from './station.js';
import { example } from './live-server.js';

onFourEyesDesk();

if (!hasSlapd) console.warn('slapd is not installed: a second person of a directory is not tested');

describe.skipIf(!hasSlapd)('a second person', () => {
  it('must approve giving up a binding that may have taken effect', { timeout: 240_000 }, async () => {
    const station = await openWithDirectory();
    const { page } = station;
    // The answer is lost, and meanwhile another desk binds another card to the request.
    const theirs = '11111111-2222-4333-8444-555555555555';
    server.faults.choose = ({ method, body }) => {
      if (method !== 'POST' || body.includes(theirs)) return { fault: 'none' };
      void fetch(`${server.faults.origin}/CertificateManagement/api/v1.0/smartcards`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ requestid: example.requestId, cardid: theirs, atr: example.atr }),
      });
      return { fault: 'drop', processed: false };
    };
    await toConfirm(page, example.requestId);
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="outcome"][data-state="attention"]').waitFor({ timeout: 60_000 });
    const bindingId = (await snapshotOf(page)).bindings[0]?.bindingId ?? '';
    expect(await page.evaluate((id) => window.station.call('bindings/giveUp', { bindingId: id, reason: 'alone' }), bindingId)).toEqual({
      ok: false,
      error: { code: 'approval-needed', action: 'give-up-uncertain' },
    });
    await openScreen(page, 'attention');
    await page.getByTestId('matter').waitFor();
    await tabTo(page, en.decision.giveUp);
    await page.keyboard.press('Enter');
    await inBothLanguages(page, (said) => page.getByText(said.approval.needed).waitFor());
    await page.keyboard.type('The other card was handed out');
    await page.keyboard.press('Enter');
    await page.getByTestId('approval').waitFor();
    const what = await page.getByTestId('approval-what').innerText();
    for (const fact of ['Noor van der Velden', 'The other card was handed out', example.requestId, example.cardId, bindingId])
      expect(what).toContain(fact);
    await inBothLanguages(page, (_said, language) => picture(page, `give-up-${language}`));
    await approveAs(page, 'EXAMPLE\\carl', passwords['EXAMPLE\\carl']);
    await inBothLanguages(page, (said) => error(page, said.error['approval-refused']['role-too-low']));
    await approveAgainAs(page, 'EXAMPLE\\noor', passwords['EXAMPLE\\noor']);
    await inBothLanguages(page, (said) => page.getByText(said.attention.none).first().waitFor());
    expect(await approvalsIn(station)).toEqual([
      'intended EXAMPLE\\bram',
      'approval-granted EXAMPLE\\bram noor.v@example.com: The other card was handed out',
      'approved EXAMPLE\\bram noor.v@example.com: The other card was handed out',
      'given-up EXAMPLE\\bram',
    ]);
  });

  it('approves only one request with the card in the reader, once, whatever the page sends', async () => {
    const { page } = await openWithDirectory();
    const requestId = await unresolvedRequest(page);
    // A card that is removed during the approval cannot be approved, nor can one that replaces it.
    await toApproval(page, requestId, en.approval.ask);
    await removeCard();
    await page.getByTestId('approval-blocked').getByText(en.approval.left).waitFor();
    await putCard('ffeeddccbbaa99887766554433221100');
    await page.keyboard.type('x');
    await page.keyboard.press('Tab');
    await approveAs(page, 'noor', passwords['EXAMPLE\\noor']);
    expect(await page.getByRole('button', { name: en.approval.bind }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByTestId('approval').waitFor({ state: 'detached' });
    expect(server.posts()).toEqual([]);
    await removeCard();
    await putCard(example.rawCardId);

    await page.getByTestId('readers').getByText(example.cardId).waitFor();
    await page.locator('[data-testid="readers"] .card-state.good').waitFor();
    const [state] = (await snapshotOf(page)).readers.flatMap((one) => (one.state.state === 'card' ? [one.state] : []));
    const presentationId = state?.presentationId ?? 0;
    const granted = async (): Promise<unknown> => {
      const answer = await page.evaluate(
        ([r, p, account, password]) =>
          window.station.call('approvals/approve', {
            subject: { act: 'bind', requestId: r, presentationId: p, refusals: ['person-unresolved'] },
            account,
            password,
            reason: 'x',
          }),
        [requestId, presentationId, 'noor', passwords['EXAMPLE\\noor']] as const,
      );
      return (answer as { value: { approvalId: unknown } }).value.approvalId;
    };
    const { seen } = await confirmationOnScreen(page, requestId, presentationId);
    const confirm = (request: object): Promise<unknown> =>
      page.evaluate((r) => window.station.call('bindings/confirm', r), { ...request, seen });
    const unknown = { ok: false, error: { code: 'approval-invalid', reason: 'unknown' } };
    const approvalId = await granted();
    const [other] = (await snapshotOf(page)).requests.filter((request) => request.requestId !== requestId);
    expect(await confirm({ requestId: other?.requestId, presentationId, approvalId })).toEqual(unknown);
    expect(await confirm({ requestId, presentationId, approvalId })).toEqual(unknown);
    expect(await confirm({ requestId, presentationId, approvalId: '00000000-0000-4000-8000-000000000001' })).toEqual(unknown);
    expect(await confirm({ requestId, presentationId })).toMatchObject({ ok: false, error: { code: 'person-unresolved' } });
    expect(server.posts()).toEqual([]);
    const right = await granted();
    expect(await confirm({ requestId, presentationId, approvalId: right })).toMatchObject({ ok: true });
    expect(await confirm({ requestId, presentationId, approvalId: right })).toMatchObject({ ok: false });
    await expect.poll(() => server.posts().length).toBe(1);
  });
});

const byAccount = {
  accounts: { supervisor: ['EXAMPLE\\noor'], operator: ['EXAMPLE\\bram', 'EXAMPLE\\carl'] },
  fourEyes: ['override-refusal'],
};

it('a second person is checked by the CM service with a sign-in that changes no identity, and nothing is proven if the server does not ask', async () => {
  const settings = { ...server.settings, server: { url: front.origin, extraCa: join(folder, 'ca.pem') }, roles: byAccount };
  const station = await launchStation({ settings, roster: server.population.roster });
  const { page } = station;
  await signIn(page, 'EXAMPLE\\bram', passwords['EXAMPLE\\bram']);
  await toApproval(page, await unresolvedRequest(page), en.approval.ask);
  await page.keyboard.type('Known here');
  await page.keyboard.press('Tab');
  await approveAs(page, 'EXAMPLE\\noor', passwords['EXAMPLE\\carl']);
  await error(page, en.error['approval-refused'].wrong.replace('{{seconds}}', '0'));
  await approveAgainAs(page, 'EXAMPLE\\carl', passwords['EXAMPLE\\carl']);
  await error(page, en.error['approval-refused']['role-too-low']);
  await approveAgainAs(page, 'EXAMPLE\\noor', passwords['EXAMPLE\\noor']);
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
  // One call checked the second person; all others were made in the operator's name.
  expect(gate.seen.filter((one) => one.endsWith('noor'))).toEqual(['GET EXAMPLE\\noor']);
  expect(gate.seen.filter((one) => one.startsWith('POST'))).toEqual(['POST EXAMPLE\\bram']);
  await page.keyboard.press('Escape');
  const seen = gate.seen.length;
  await expect.poll(() => gate.seen.length, { timeout: 15_000 }).toBeGreaterThan(seen);
  expect(new Set(gate.seen.slice(seen))).toEqual(new Set(['GET EXAMPLE\\bram']));
  expect((await snapshotOf(page)).signIn.identity.name).toBe('EXAMPLE\\bram');
  expect(await approvalsIn(station)).toEqual([
    'approval-granted EXAMPLE\\bram EXAMPLE\\noor: Known here',
    'approved EXAMPLE\\bram EXAMPLE\\noor: Known here',
    'intended EXAMPLE\\bram',
  ]);

  // A server that accepts anyone has checked no one.
  const open = await launchStation({ settings: { ...server.settings, roles: byAccount }, roster: server.population.roster });
  await open.page.locator('[data-testid="reader"][data-state="card"] [data-testid="card-standing"]').first().waitFor();
  await open.page.locator('.request-row').first().waitFor();
  const { readers, requests } = await snapshotOf(open.page);
  const [state] = readers.flatMap((one) => (one.state.state === 'card' ? [one.state] : []));
  const asked = await open.page.evaluate(
    ([requestId, presentationId, password]) =>
      window.station.call('approvals/approve', {
        subject: { act: 'bind', requestId, presentationId, refusals: ['person-unresolved'] },
        account: 'EXAMPLE\\noor',
        password,
        reason: 'x',
      }),
    [requests[0]?.requestId ?? '', state?.presentationId ?? 0, 'whatever'] as const,
  );
  expect(asked).toMatchObject({ ok: false, error: { code: 'approval-refused', reason: 'not-asked' } });
});

it('the second person is a fictional person in training mode, named on the panel', async () => {
  // One card only: with two, the operator would have to select one.
  await removeCard();
  const settings = { training: { readers: 'on' }, roles: byAccount };
  const { page } = await launchStation({ settings });
  await setLanguage(page, 'de');
  await page.evaluate(() => window.station.call('training/insertCard', { readerId: 'Training reader 1', cardNumber: 1 }));
  await page.getByTestId('training-approver').filter({ hasText: 'swit' }).filter({ hasText: 'four-eyes' }).waitFor();
  const requestId = await unresolvedRequest(page);
  await toApproval(page, requestId, de.approval.ask);
  await picture(page, 'approval-de');
  await page.keyboard.type('übung');
  await page.keyboard.press('Tab');
  await approveAs(page, 'bjacobs', 'four-eyes');
  await error(page, de.error['approval-refused']['role-too-low']);
  await setLanguage(page, 'fr');
  await error(page, fr.error['approval-refused']['role-too-low']);
  await page.getByTestId('training-approver').filter({ hasText: 'swit' }).waitFor();
  await picture(page, 'approval-fr');
  await approveAgainAs(page, 'swit', 'four-eyes');
  await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
});
