import { afterEach, beforeEach, expect, it } from 'vitest';
import { basicGate } from '../basic-gate.js';
import { exportedJournal } from '../exported-journal.js';
import { startGatedFront, type Gate, type GatedFront } from '../gated-front.js';
import { snapshotOf } from '../second-person.js';
import { closeStations, launchStation } from '../station.js';
import { startLiveServer, type LiveServer } from '../live-server.js';

/** Attacker: a viewer at the screen, or a compromised page, who knows the administrator's user name but no password. */

const account = 'EXAMPLE\\noor';
const password = 'noor-Quince-41';

let server: LiveServer;
let front: GatedFront;
let gate: Gate;
beforeEach(async () => {
  server = await startLiveServer();
  gate = () => true;
  front = await startGatedFront(server.faults.origin, null, (...call) => gate(...call));
});
afterEach(async () => {
  await closeStations();
  await front.close();
  await server.close();
});

/** Returns a server that answers a sign-in with this status, without a challenge. */
const answers =
  (status: number, headers: Readonly<Record<string, string>> = {}): Gate =>
  (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'text/html', ...headers });
    response.end('<!DOCTYPE html><title>No</title>');
    return false;
  };

/** Returns a server that asks for the password and then answers this. */
const asksThen =
  (status: number): Gate =>
  (request, response, body) => {
    const isAsking = request.headers.authorization === undefined;
    return (isAsking ? answers(401, { 'WWW-Authenticate': 'Basic realm="cm"' }) : answers(status))(request, response, body);
  };

/** Returns a server that checks the password for this many calls and then accepts anyone. */
function asksFirst(count: number): Gate {
  const { gate: asks } = basicGate({ [account]: password });
  let proven = 0;
  return (...call) => {
    if (proven >= count) return true;
    const isIn = asks(...call);
    if (isIn) proven += 1;
    return isIn;
  };
}

it('no one gets another identity with a password that the server did not ask for and check on every route', async () => {
  const roles = { accounts: { administrator: [account] }, otherwise: 'viewer' };
  const station = await launchStation({
    settings: { ...server.settings, server: { url: front.origin }, pollSeconds: 3600, roles },
    roster: server.population.roster,
  });
  const { page, app } = station;
  await page.locator('[data-testid="connection"][data-state="up"]').waitFor();
  const before = await snapshotOf(page);
  const signIn = (typed = password): Promise<unknown> =>
    page.evaluate(([name, word]) => window.station.call('signIn/withPassword', { account: name, password: word, keep: true }), [
      account,
      typed,
    ] as const);
  const failed = (error: object): object => ({ ok: false, error: expect.objectContaining(error) as unknown });

  const cases: readonly (readonly [what: string, gate: Gate, error: object])[] = [
    ['accepts everyone', () => true, { code: 'sign-in-not-asked' }],
    ['leads to a page', answers(302, { Location: 'https://fs.example/adfs/ls/' }), { code: 'sign-in-not-asked' }],
    ['asks for a ticket alone', answers(401, { 'WWW-Authenticate': 'Negotiate' }), { code: 'sign-in-not-asked' }],
    ['is not available', answers(503), { code: 'sign-in-failed' }],
    ['asks, and then is not available', asksThen(503), { code: 'sign-in-failed' }],
    ['asks, and then forbids', asksThen(403), { code: 'sign-in-failed' }],
    ['asks, and then leads to a page', asksThen(302), { code: 'sign-in-refused' }],
    ['asks, and does not take the password', basicGate({}).gate, { code: 'sign-in-refused' }],
    ['looks at the password once, and lets every other call in', asksFirst(1), { code: 'sign-in-not-asked' }],
    ['looks at the password on some ways only', asksFirst(4), { code: 'sign-in-not-asked' }],
  ];
  for (const [what, next, error] of cases) {
    gate = next;
    expect(await signIn(), what).toEqual(failed(error));
    const { role, signIn: state } = await snapshotOf(page);
    expect({ role, identity: state.identity, kept: state.kept }, what).toEqual({
      role: before.role,
      identity: before.signIn.identity,
      kept: false,
    });
  }
  // The organization's sign-in page gives no identity either, if the server leads to none.
  gate = () => true;
  expect(await page.evaluate(() => window.station.call('signIn/openPage', {}))).toEqual(failed({ code: 'sign-in-not-asked' }));
  expect(app.windows()).toHaveLength(1);
  expect(await page.evaluate(() => window.station.call('settings/form', {}))).toEqual(failed({ code: 'not-allowed' }));

  // Only an identity that was challenged and accepted on every route counts.
  gate = basicGate({ [account]: password }).gate;
  expect(await signIn('guess')).toEqual(failed({ code: 'sign-in-refused' }));
  expect(await signIn()).toMatchObject({ ok: false, error: { code: 'file-failed' } });
  await page.locator('[data-testid="role"][data-source="account"]').waitFor();
  await station.quit();
  const { entries } = await exportedJournal(station.profile);
  const names = entries.map(({ event, operator }) => `${event} ${operator}`);
  expect(names.filter((one) => one.startsWith('operator-changed'))).toEqual([`operator-changed ${account}`]);
});
