import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { hashPin } from '../electron/kiosk/pin.js';
import { gidsCard } from '../electron/training/virtual-applets.js';
import { exportedJournal } from './exported-journal.js';
import { startPcscd } from './pcscd.js';
import { relaunched } from './relaunched.js';
import { closeStations, launchStation, makeProfile, openScreen } from './station.js';
import { startTlsFront } from './tls-front.js';
import { insertCard, VPCD_PORTS } from './vpcd.js';
import { example, startLiveServer } from './world.js';

const root = testAuthority();
const shown = (host: string) => {
  const { certificate: cert, key } = root.issue(host);
  return { cert, key };
};

afterEach(closeStations);

/** What the user's own file says; null: there is none. */
const ownFile = (profile: string): Promise<string | null> =>
  readFile(join(profile, 'settings.json'), 'utf8').then(
    (text) => text,
    () => null,
  );

interface Answering {
  /** The questions so far, each as it was put. */
  readonly asked: () => Promise<string[]>;
  /** Gives the answer that was held back. */
  readonly answer: () => Promise<void>;
}

/** Has somebody answer the system's questions, at once or when told, and remembers what was asked. */
async function answering(app: ElectronApplication, yes: boolean, held = false): Promise<Answering> {
  await app.evaluate(
    ({ dialog }, { response, isHeld }) => {
      const asked: string[] = [];
      Reflect.set(globalThis, 'asked', asked);
      const mayAnswer = isHeld ? new Promise<unknown>((resolve) => Reflect.set(globalThis, 'answerNow', resolve)) : Promise.resolve();
      Reflect.set(dialog, 'showMessageBox', async (_parent: unknown, options: Electron.MessageBoxOptions) => {
        asked.push([options.message, options.detail, ...(options.buttons ?? []), `default ${String(options.defaultId)}`].join('\n'));
        await mayAnswer;
        return { response, checkboxChecked: false };
      });
    },
    { response: yes ? 1 : 0, isHeld: held },
  );
  return {
    asked: () => app.evaluate(() => Reflect.get(globalThis, 'asked') as string[]),
    answer: () =>
      app.evaluate(() => {
        (Reflect.get(globalThis, 'answerNow') as () => void)();
      }),
  };
}

/** Goes to a field by keys alone: the topic by the arrow keys, the field by Tab. */
async function goTo(page: Page, topic: string, key: string): Promise<void> {
  await page.locator(`[data-topic]`).first().waitFor();
  const tabs = await page.locator('[data-topic]').evaluateAll((all) => all.map((one) => one.getAttribute('data-topic')));
  const isAt = (): Promise<string | null> => page.evaluate(() => document.activeElement?.getAttribute('data-topic') ?? null);
  for (let presses = 0; (await isAt()) === null && presses < 60; presses += 1) await page.keyboard.press('Shift+Tab');
  for (let presses = 0; (await isAt()) !== topic && presses < tabs.length; presses += 1) await page.keyboard.press('ArrowDown');
  const isThere = (): Promise<boolean> => page.evaluate((wanted) => document.activeElement?.closest('[data-key]')?.getAttribute('data-key') === wanted && document.activeElement.tagName !== 'BUTTON', key);
  for (let presses = 0; !(await isThere()) && presses < 60; presses += 1) await page.keyboard.press('Tab');
  expect(await isThere(), `${key} was not reached by Tab`).toBe(true);
}

it.each([
  ['en', 'Too small: 2 at least.', 'Save these settings and open the station again?'],
  ['nl', 'Te klein: minstens 2.', 'Deze instellingen opslaan en het station opnieuw openen?'],
] as const)('by keys alone, in %s: a mistake is named while typing, saving asks, and the station opens again with it', async (language, mistake, question) => {
  const { page, app, profile } = await launchStation({ settings: { $schema: './settings.schema.json', training: { readers: 'on' } } });
  await page.evaluate((l) => window.station.call('station/setPreferences', { language: l, theme: 'light', textSize: 'normal', sounds: false }), language);
  await page.locator(`html[lang="${language}"]`).waitFor();
  const { asked, answer } = await answering(app, true, true);
  await openScreen(page, 'settings');
  await goTo(page, 'list', 'pollSeconds');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1');
  const poll = page.locator('[data-key="pollSeconds"]');
  await poll.getByText(mistake).waitFor();
  const input = poll.locator('input');
  expect(await input.getAttribute('aria-invalid')).toBe('true');
  const problem = (await input.getAttribute('aria-describedby'))?.split(' ').at(-1) ?? '';
  expect(await page.locator(`[id="${problem}"]`).innerText()).toContain(mistake);
  await page.keyboard.type('5');
  await poll.getByText(mistake).waitFor({ state: 'detached' });
  await goTo(page, 'policy', 'policy.bindOffline');
  await page.keyboard.press('Space');
  // It stays when the screen is left.
  await page.keyboard.press('Escape');
  await page.getByTestId('desk').waitFor();
  await openScreen(page, 'settings');
  await page.locator('[data-key="policy.bindOffline"] input:checked').waitFor();

  const again = await relaunched(profile, async () => {
    const gone = new Promise((resolve) => app.process().once('exit', resolve));
    await page.keyboard.press('Control+s');
    await expect.poll(asked).toHaveLength(1);
    const [said = ''] = await asked();
    expect(said).toContain(question);
    expect(said).toMatch(/policy\.bindOffline\n.*: false\n.*: true\n[^]*pollSeconds\n.*: 30\n.*: 15/);
    expect(said).toContain('default 0');
    await answer();
    await gone;
  });
  try {
    const settings = await again.page.evaluate(() => window.station.call('settings/read', {}));
    expect(JSON.stringify(settings)).toContain('{"key":"pollSeconds","value":"15","origin":"user","locked":false}');
    expect(JSON.stringify(settings)).toContain('{"key":"policy.bindOffline","value":"true","origin":"user","locked":false}');
  } finally {
    await again.close();
  }
  const written = JSON.parse(await readFile(join(profile, 'settings.json'), 'utf8')) as unknown;
  expect(written).toEqual({ $schema: './settings.schema.json', training: { readers: 'on' }, policy: { bindOffline: true }, pollSeconds: 15 });
  expect(JSON.parse(await readFile(join(profile, 'settings.json.before'), 'utf8'))).toEqual({ $schema: './settings.schema.json', training: { readers: 'on' } });
});

it('a no writes nothing: what was typed is kept, and the station goes on', async () => {
  const { page, app, profile } = await launchStation({ settings: { training: { readers: 'on' } } });
  const before = await ownFile(profile);
  const { asked } = await answering(app, false);
  await openScreen(page, 'settings');
  await goTo(page, 'list', 'pollSeconds');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('15');
  await page.keyboard.press('Control+s');
  await page.getByTestId('save-bar').getByText('Nothing was saved. What you typed is kept.').waitFor();
  expect(await asked()).toHaveLength(1);
  expect(await ownFile(profile)).toBe(before);
  expect(await readdir(profile)).not.toContain('settings.json.before');
  expect(await page.locator('[data-key="pollSeconds"] input').inputValue()).toBe('15');
  // Discarded by keys, the field shows what counts, and the keyboard is at the topic.
  await page.getByRole('button', { name: 'Discard' }).focus();
  await page.keyboard.press('Enter');
  expect(await page.locator('[data-key="pollSeconds"] input').inputValue()).toBe('30');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-topic'))).toBe('list');
});

it('what the administrator has locked is shown with its reason and cannot be changed, on the screen or behind it', async () => {
  const profile = await makeProfile({ settings: { training: { readers: 'on' } } });
  await writeFile(join(profile, 'system-settings.json'), JSON.stringify({ locked: ['server', 'policy.bindOffline'], policy: { bindOffline: true } }), { mode: 0o644 });
  await chmod(profile, 0o755);
  const { page, app } = await launchStation({ profile });
  const { asked } = await answering(app, true);
  await openScreen(page, 'settings');
  await goTo(page, 'server', 'server.url');
  const address = page.locator('[data-key="server.url"]');
  await page.keyboard.type('https://evil.example.org');
  expect(await address.locator('input').inputValue()).toBe('');
  await address.getByText('Locked by the administrator in ').waitFor();
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

it('a page that was taken over gets no further than the question, for saving and for calling another server', async () => {
  const calls: string[] = [];
  const hostile = createServer((request, response) => {
    calls.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
  const address = hostile.address();
  const url = `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}`;
  const server = await startLiveServer();
  try {
    const { page, app, profile } = await launchStation({ settings: server.settings, roster: server.population.roster });
    const before = await ownFile(profile);
    const alone = await answering(app, false);
    const answers = await page.evaluate(async (evil) => {
      const changes = [{ change: 'set' as const, key: 'server.url', value: evil }];
      return [await window.station.call('settings/save', { changes }), await window.station.call('server/testDraft', { changes })];
    }, url);
    expect(answers).toEqual([{ ok: true, value: { outcome: 'declined' } }, { ok: true, value: null }]);
    const said = await alone.asked();
    expect(said).toHaveLength(2);
    expect(said[0]).toContain(`now: "${server.faults.origin}"`);
    expect(said[0]).toContain(`then: "${url}"`);
    expect(said[1]).toContain(`${url}/CertificateManagement/api/v1.0/`);
    // Many at once are one question, not many.
    const held = await answering(app, false, true);
    const flood = await page.evaluateHandle((evil) => {
      const changes = [{ change: 'set' as const, key: 'server.url', value: evil }];
      const turnedAway: unknown[] = [];
      const all = Array.from({ length: 20 }, async () => {
        const answer = await window.station.call('settings/save', { changes });
        if (JSON.stringify(answer).includes('question-open')) turnedAway.push(answer);
        return answer;
      });
      return { turnedAway, all: Promise.all(all) };
    }, url);
    await expect.poll(() => flood.evaluate(({ turnedAway }) => turnedAway.length)).toBe(19);
    // Those turned away are answered while the one that is taken still reads what it asks about.
    await expect.poll(held.asked).toHaveLength(1);
    await held.answer();
    expect(await flood.evaluate(async ({ all }) => (await all).filter((answer) => JSON.stringify(answer).includes('declined')).length)).toBe(1);
    expect(await held.asked()).toHaveLength(1);
    expect(await ownFile(profile)).toBe(before);
    expect(calls).toEqual([]);
    // The station goes on as it was.
    await page.getByTestId('line').and(page.locator('[data-state="up"]')).waitFor();
  } finally {
    await server.close();
    await new Promise((resolve) => hostile.close(resolve));
  }
});

it('another server cannot be set while a binding for this one is not settled', async () => {
  const server = await startLiveServer();
  const pcscd = await startPcscd();
  const card = await insertCard(VPCD_PORTS[0], gidsCard(example.rawCardId));
  try {
    const { page, app } = await launchStation({ settings: server.settings, roster: server.population.roster });
    const { asked } = await answering(app, true);
    await page.getByTestId('card-id').filter({ hasText: example.cardId }).waitFor();
    await page.keyboard.type(example.requestId);
    await page.locator(`[data-request-id="${example.requestId}"][aria-selected="true"]`).waitFor();
    server.faults.choose = ({ method }) => (method === 'POST' ? { fault: 'answer', processed: false, status: 500, headers: {}, body: '' } : { fault: 'none' });
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="outcome"][data-state="waiting"]').waitFor();
    await openScreen(page, 'settings');
    await goTo(page, 'server', 'server.url');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('https://cm2.example.org');
    await page.keyboard.press('Control+s');
    await page.getByTestId('save-bar').getByText('1 binding for this server is not settled').waitFor();
    expect(await asked()).toEqual([]);
  } finally {
    await card.remove();
    await server.close();
    await pcscd.stop();
  }
});

it('a training station is given its server at the desk: typed, tried, saved, live', async () => {
  const server = await startLiveServer();
  const front = await startTlsFront(server.faults.origin, shown('localhost'));
  const authority = await mkdtemp(join(tmpdir(), 'settings-ca-'));
  await writeFile(join(authority, 'ca.pem'), root.certificate);
  try {
    const { page, app, profile } = await launchStation({});
    expect(await ownFile(profile)).toBeNull();
    const { asked } = await answering(app, true);
    await openScreen(page, 'settings');
    await goTo(page, 'server', 'server.url');
    await page.keyboard.type(front.origin);
    const test = page.getByRole('button', { name: 'Test connection' });
    await test.focus();
    await page.keyboard.press('Enter');
    // Nobody trusts its issuer yet.
    await page.locator('[data-outcome="fails"][data-layer="tls"]').waitFor();
    await goTo(page, 'server', 'server.extraCa');
    await page.keyboard.type(join(authority, 'ca.pem'));
    await test.focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-outcome="works"]').waitFor();
    await test.focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-outcome="works"]').waitFor();
    // What was said yes to is not asked again; another draft is.
    expect((await asked()).map((said) => said.split('\n')[0])).toEqual(['Try the connection to this server?', 'Try the connection to this server?']);

    const again = await relaunched(profile, async () => {
      const gone = new Promise((resolve) => app.process().once('exit', resolve));
      await page.keyboard.press('Control+s');
      await gone;
    });
    await again.page.locator('[data-testid="shell"][data-mode="live"]').waitFor();
    await again.page.getByTestId('line').and(again.page.locator('[data-state="up"]')).waitFor();
    await again.page.locator('.request-row').first().waitFor();
    await again.close();
    expect(JSON.parse((await ownFile(profile)) ?? '')).toEqual({ server: { url: front.origin, extraCa: join(authority, 'ca.pem') } });
    const { entries } = await exportedJournal(profile);
    expect(entries.map(({ event }) => event)).toEqual(expect.arrayContaining(['settings-changed', 'opened']));
    expect(entries.findIndex(({ event }) => event === 'settings-changed')).toBeLessThan(entries.findIndex(({ event }) => event === 'opened'));
  } finally {
    await front.close();
    await server.close();
    await rm(authority, { recursive: true });
  }
});

it('a kiosk refuses; it must be left first', async () => {
  const station = await launchStation({ settings: { kiosk: { pinHash: hashPin('quince-41'), idleSeconds: 600 }, training: { readers: 'on' } } });
  const { page, app } = station;
  try {
    const { asked } = await answering(app, true);
    await openScreen(page, 'settings');
    await goTo(page, 'list', 'pollSeconds');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('15');
    await page.getByRole('button', { name: 'Save and open again' }).focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('save-bar').getByText('An administrator can leave the kiosk').waitFor();
    const answers = await page.evaluate(() =>
      Promise.all([
        window.station.call('settings/save', { changes: [{ change: 'set', key: 'server.url', value: 'https://evil.example.org' }] }),
        window.station.call('server/testDraft', { changes: [{ change: 'set', key: 'server.url', value: 'https://evil.example.org' }] }),
      ]),
    );
    expect(answers).toEqual([{ ok: false, error: { code: 'in-kiosk' } }, { ok: false, error: { code: 'in-kiosk' } }]);
    expect(await asked()).toEqual([]);
    await page.evaluate(() => window.station.call('kiosk/leave', { pin: 'quince-41' }));
    await page.evaluate(() => window.station.call('settings/save', { changes: [{ change: 'pin', pin: 'abc' }] })).then((answer) => {
      expect(answer).toMatchObject({ ok: false, error: { code: 'settings-invalid' } });
    });
  } finally {
    await station.kill();
  }
});

it('a PIN is typed twice, and only its hash is written', async () => {
  const { page, app, profile } = await launchStation({ settings: { training: { readers: 'on' } } });
  const { asked } = await answering(app, true);
  await openScreen(page, 'settings');
  await goTo(page, 'kiosk', 'kiosk.pinHash');
  await page.keyboard.type('quince-41');
  const pin = page.locator('[data-key="kiosk.pinHash"]');
  await pin.getByText('Type it once more.').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('quince-42');
  await pin.getByText('The two are not the same.').waitFor();
  await page.keyboard.press('Control+s');
  // The way to the mistake instead of the question.
  await page.locator('[data-key="kiosk.pinHash"] input:focus').waitFor();
  expect(await asked()).toEqual([]);
  await pin.locator('input').nth(1).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('quince-41');
  const again = await relaunched(profile, async () => {
    const gone = new Promise((resolve) => app.process().once('exit', resolve));
    await page.keyboard.press('Control+s');
    await gone;
  });
  await again.page.getByRole('button', { name: 'Leave the kiosk' }).waitFor();
  expect(await again.page.evaluate(() => window.station.call('kiosk/leave', { pin: 'quince-41' }))).toEqual({ ok: true, value: {} });
  await again.close();
  const written = (await ownFile(profile)) ?? '';
  expect(written).toMatch(/"pinHash": "scrypt:[0-9a-f]{32}:[0-9a-f]{64}"/);
  expect(written).not.toContain('quince');
});
