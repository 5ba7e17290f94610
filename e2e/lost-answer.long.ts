import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { NO_GUID, wireStatus } from '../electron/training/service-wire.js';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { exportedJournal } from './exported-journal.js';
import type { ServerCall, Fault } from './fault-server.js';
import { startPcscd, type Pcscd } from './pcscd.js';
import { toConfirm } from './second-person.js';
import { closeStations, launchStation, openScreen } from './station.js';
import { insertCard, VPCD_PORTS } from './vpcd.js';
import { startLiveServer, type LiveServer } from './live-server.js';

let pcscd: Pcscd;
let server: LiveServer;
beforeAll(async () => {
  pcscd = await startPcscd();
  server = await startLiveServer();
});
afterAll(async () => {
  await server.close();
  await pcscd.stop();
});
afterEach(closeStations);

const cutOff: Fault = { fault: 'drop', processed: false };
/** Answer of a web server whose application is still starting. */
const page404: Fault = {
  fault: 'answer',
  processed: false,
  status: 404,
  headers: { 'Content-Type': 'text/html' },
  body: '<html><title>Not found</title></html>',
};
const refusal: Fault = { fault: 'answer', processed: false, status: 403, body: '{"Message":"No"}' };

/** Puts a card in, confirms a request with it, waits for the text of the result, and takes the card out. */
async function bind(page: Page, request: string, lastDigit: number, state: string, words: string): Promise<void> {
  const card = await insertCard(VPCD_PORTS[0], gidsCard(`${'ab'.repeat(15)}0${String(lastDigit)}`));
  try {
    await page
      .getByTestId('card-id')
      .filter({ hasText: `ab0${String(lastDigit)}` })
      .waitFor();
    await page.keyboard.press('Escape');
    await toConfirm(page, request);
    await page.keyboard.press('Enter');
    await page.locator(`[data-testid="outcome"][data-state="${state}"]`).getByText(words).waitFor();
  } finally {
    await card.remove();
  }
  await page.getByTestId('readers').getByTestId('card-id').waitFor({ state: 'detached' });
}

it(
  'a lost answer is never shown as refused, a 404 page is no evidence, and a queued request that changed is not sent',
  { timeout: 300_000 },
  async () => {
    const { population, faults } = server;
    const known = population.requests.filter(
      ({ request }) =>
        request.IsSmartcard &&
        request.Status === wireStatus.Approved &&
        request.NewSmartcardUuid === NO_GUID &&
        population.roster.includes(request.TargetUserUuid.toLowerCase()),
    );
    const [lost, changed, kept] = known.map(({ request }) => request);
    if (lost === undefined || changed === undefined || kept === undefined) throw new Error('There are too few requests');
    const calls: ServerCall[] = [];
    const serve = (choose: (call: ServerCall) => Fault): void => {
      calls.length = 0;
      faults.choose = (call) => {
        calls.push(call);
        return choose(call);
      };
    };

    const first = await launchStation({ settings: { ...server.settings, policy: { bindOffline: true } }, roster: population.roster });
    await first.page.locator('[data-testid="connection"][data-state="up"]').waitFor();
    serve(({ method }) => (method === 'POST' ? cutOff : { fault: 'none' }));
    await bind(first.page, lost.Uuid, 1, 'uncertain', 'The server may or may not have accepted this binding.');
    const lostCall = calls.find(({ method }) => method === 'POST');
    serve(() => cutOff);
    await first.page.locator('[data-testid="connection"][data-state="down"]').waitFor();
    await bind(first.page, changed.Uuid, 2, 'waiting', 'The server cannot be reached. The binding is kept');
    await bind(first.page, kept.Uuid, 3, 'waiting', 'The server cannot be reached. The binding is kept');
    await first.kill();

    // The web server runs before the application: its answers are no evidence.
    serve(() => page404);
    const second = await launchStation({ profile: first.profile });
    const { page } = second;
    await page.getByTestId('connection').getByText('The CM REST API is turned off on the server').waitFor();
    await openScreen(page, 'attention');
    await page.locator('[data-testid="matter"][data-reason="uncertain"]').waitFor();
    expect(await page.getByTestId('attention').locator('[data-list-item]').count()).toBe(1);

    // The server answers. A retry of the lost call is refused, because its first effect has not happened yet.
    const other = population.people.find(({ userId }) => userId !== changed.TargetUserUuid && population.roster.includes(userId));
    if (other === undefined || lostCall === undefined) throw new Error('There is no other person, or nothing was sent');
    Object.assign(changed, { TargetUserUuid: other.userId });
    serve(({ method, body }) => (method === 'POST' && body === lostCall.body ? refusal : { fault: 'none' }));
    const rows = page.getByTestId('attention').locator('[data-list-item]');
    await rows.getByText('The request has changed').waitFor({ timeout: 60_000 });
    const askedAboutLost = (): boolean =>
      calls.some(({ method, path }) => method === 'GET' && path.toLowerCase().endsWith(`/requests/${lost.Uuid.toLowerCase()}`));
    await expect.poll(askedAboutLost, { timeout: 60_000, interval: 100 }).toBe(true);
    await rows.getByText('Unconfirmed: the response was lost').waitFor();

    // Now the lost call takes effect, long after the station was restarted.
    faults.choose = () => ({ fault: 'none' });
    const landed = await fetch(`${faults.origin}${lostCall.path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: lostCall.body,
    });
    expect(landed.status).toBe(201);
    await rows.getByText('Unconfirmed: the response was lost').waitFor({ state: 'detached', timeout: 90_000 });
    await page
      .locator('[data-testid="matter"][data-reason="request-changed"]')
      .getByText('Compare the request in the CM portal with the person.')
      .waitFor();
    expect(await rows.count()).toBe(1);
    await openScreen(page, 'desk');
    await expect
      .poll(() => page.getByTestId('bindings').locator('.binding-state').allInnerTexts(), { timeout: 30_000 })
      .toEqual([expect.stringContaining('Bound'), expect.stringContaining('Needs attention'), expect.stringContaining('Bound')]);
    await second.quit();

    const { entries } = await exportedJournal(second.profile);
    const storyOf = ({ Uuid }: { readonly Uuid: string }): string[] =>
      entries
        .flatMap(({ event, binding }) =>
          binding?.request.requestId === Uuid.toLowerCase() ? [`${event}: ${binding.state.reason ?? binding.state.state}`] : [],
        )
        .filter((step) => !/^(not-found|check-failed)/.test(step));
    expect(storyOf(lost)).toEqual(['intended: intended', 'submitting: submitting', 'failed: uncertain', 'found: bound']);
    expect(storyOf(changed)).toEqual(['intended: waiting', 'request-changed: request-changed']);
    expect(storyOf(kept)).toEqual(['intended: waiting', 'submitting: submitting', 'answered: bound']);
    const sent = server.posts().map(({ did, body }) => [did, (JSON.parse(body) as { requestid: string }).requestid]);
    expect(new Set(sent.map(String))).toEqual(new Set([`bound,${lost.Uuid.toLowerCase()}`, `bound,${kept.Uuid.toLowerCase()}`]));
    expect(sent).toHaveLength(2);
  },
);
