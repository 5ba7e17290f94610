import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { hashPin } from '../electron/kiosk/pin.js';
import { exportedJournal } from './exported-journal.js';
import { relaunch } from './relaunch.js';
import { answerDialogs, changeByKeys, goTo, ownFile } from './settings-keys.js';
import { closeStations, launchStation, makeProfile, openScreen } from './station.js';
import { startTlsFront } from './tls-front.js';
import { startLiveServer } from './live-server.js';

const root = testAuthority();
const shown = (host: string) => {
  const { certificate: cert, key } = root.issue(host);
  return { cert, key };
};

afterEach(closeStations);

it('with the keyboard alone, in nl: a problem is named while typing, saving asks, and the station restarts with the change', async () => {
  const settings = { $schema: './settings.schema.json', training: { readers: 'on' } };
  await changeByKeys(await launchStation({ settings }), 'nl', settings);
});

it('locked settings are shown with the reason and cannot be changed, on the screen or by direct calls', async () => {
  const profile = await makeProfile({ settings: { training: { readers: 'on' } } });
  await writeFile(
    join(profile, 'system-settings.json'),
    JSON.stringify({ locked: ['server', 'policy.bindOffline'], policy: { bindOffline: true } }),
    { mode: 0o644 },
  );
  await chmod(profile, 0o755);
  const { page, app } = await launchStation({ profile });
  const { asked } = await answerDialogs(app, true);
  await openScreen(page, 'settings');
  await goTo(page, 'server', 'server.url');
  const address = page.locator('[data-key="server.url"]');
  await page.keyboard.type('https://evil.example.org');
  expect(await address.locator('input').inputValue()).toBe('');
  await address.getByText('It can be changed only in ').waitFor();
  await page.locator('[data-topic="policy"]').click();
  expect(await page.locator('[data-key="policy.bindOffline"] input').isDisabled()).toBe(true);
  expect(await page.locator('[data-key="policy.bindOffline"] input').isChecked()).toBe(true);
  const saved = await page.evaluate(() =>
    window.station.call('settings/save', {
      changes: [
        { change: 'set', key: 'server.url', value: 'https://evil.example.org' },
        { change: 'set', key: 'policy.bindOffline', value: false },
      ],
    }),
  );
  expect(saved).toEqual({ ok: false, error: { code: 'settings-invalid', keys: ['server.url', 'policy.bindOffline'] } });
  expect(await asked()).toEqual([]);
});

it('a training station gets its server at the desk: it is typed, tested and saved, and the station is live', async () => {
  const server = await startLiveServer();
  const front = await startTlsFront(server.faults.origin, shown('localhost'));
  const authority = await mkdtemp(join(tmpdir(), 'settings-ca-'));
  await writeFile(join(authority, 'ca.pem'), root.certificate);
  try {
    const { page, app, profile } = await launchStation({});
    expect(await ownFile(profile)).toBeNull();
    const { asked } = await answerDialogs(app, true);
    await openScreen(page, 'settings');
    await goTo(page, 'server', 'server.url');
    await page.keyboard.type(front.origin);
    const test = page.getByRole('button', { name: 'Test connection' });
    await test.focus();
    await page.keyboard.press('Enter');
    // The server's issuer is not trusted yet.
    await page.locator('[data-outcome="fails"][data-layer="tls"]').waitFor();
    await goTo(page, 'server', 'server.extraCa');
    await page.keyboard.type(join(authority, 'ca.pem'));
    await test.focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-outcome="works"]').waitFor();
    await test.focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-outcome="works"]').waitFor();
    // A confirmed address is not asked about again; another draft is.
    expect((await asked()).map((said) => said.split('\n')[0])).toEqual([
      'Test the connection to this server?',
      'Test the connection to this server?',
    ]);

    const again = await relaunch(profile, async () => {
      const gone = new Promise((resolve) => app.process().once('exit', resolve));
      await page.keyboard.press('Control+s');
      await gone;
    });
    await again.page.locator('[data-testid="shell"][data-mode="live"]').waitFor();
    await again.page.getByTestId('connection').and(again.page.locator('[data-state="up"]')).waitFor();
    await again.page.locator('.request-row').first().waitFor();
    await again.close();
    expect(JSON.parse((await ownFile(profile)) ?? '')).toEqual({ server: { url: front.origin, extraCa: join(authority, 'ca.pem') } });
    const { entries } = await exportedJournal(profile);
    expect(entries.map(({ event }) => event)).toEqual(expect.arrayContaining(['settings-changed', 'opened']));
    expect(entries.findIndex(({ event }) => event === 'settings-changed')).toBeLessThan(
      entries.findIndex(({ event }) => event === 'opened'),
    );
  } finally {
    await front.close();
    await server.close();
    await rm(authority, { recursive: true });
  }
});

it('saving is refused in kiosk mode until it is left', async () => {
  const station = await launchStation({
    settings: { kiosk: { pinHash: hashPin('quince-41'), idleSeconds: 600 }, training: { readers: 'on' } },
  });
  const { page, app } = station;
  try {
    const { asked } = await answerDialogs(app, true);
    await openScreen(page, 'settings');
    await goTo(page, 'list', 'pollSeconds');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('15');
    await page.getByRole('button', { name: 'Save and restart' }).focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('save-bar').getByText('An administrator can unlock the desk').waitFor();
    const answers = await page.evaluate(() =>
      Promise.all([
        window.station.call('settings/save', { changes: [{ change: 'set', key: 'server.url', value: 'https://evil.example.org' }] }),
        window.station.call('server/testDraft', { changes: [{ change: 'set', key: 'server.url', value: 'https://evil.example.org' }] }),
      ]),
    );
    expect(answers).toEqual([
      { ok: false, error: { code: 'in-kiosk' } },
      { ok: false, error: { code: 'in-kiosk' } },
    ]);
    expect(await asked()).toEqual([]);
    await page.evaluate(() => window.station.call('kiosk/leave', { pin: 'quince-41' }));
    await page
      .evaluate(() => window.station.call('settings/save', { changes: [{ change: 'pin', pin: 'abc' }] }))
      .then((answer) => {
        expect(answer).toMatchObject({ ok: false, error: { code: 'settings-invalid' } });
      });
  } finally {
    await station.kill();
  }
});

it('a PIN is typed twice, and only its hash is written', async () => {
  const { page, app, profile } = await launchStation({ settings: { training: { readers: 'on' } } });
  const { asked } = await answerDialogs(app, true);
  await openScreen(page, 'settings');
  await goTo(page, 'kiosk', 'kiosk.pinHash');
  await page.keyboard.type('quince-41');
  const pin = page.locator('[data-key="kiosk.pinHash"]');
  await pin.getByText('Repeat the PIN.').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('quince-42');
  await pin.getByText('The PINs do not match.').waitFor();
  await page.keyboard.press('Control+s');
  // Saving moves to the problem instead of asking.
  await page.locator('[data-key="kiosk.pinHash"] input:focus').waitFor();
  expect(await asked()).toEqual([]);
  await pin.locator('input').nth(1).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('quince-41');
  const again = await relaunch(profile, async () => {
    const gone = new Promise((resolve) => app.process().once('exit', resolve));
    await page.keyboard.press('Control+s');
    await gone;
  });
  await again.page.getByRole('button', { name: 'Unlock desk' }).waitFor();
  expect(await again.page.evaluate(() => window.station.call('kiosk/leave', { pin: 'quince-41' }))).toEqual({ ok: true, value: {} });
  await again.close();
  const written = (await ownFile(profile)) ?? '';
  expect(written).toMatch(/"pinHash": "scrypt:[0-9a-f]{32}:[0-9a-f]{64}"/);
  expect(written).not.toContain('quince');
});
