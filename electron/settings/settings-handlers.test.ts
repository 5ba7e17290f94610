import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SettingChange, SettingValue } from '../../shared/settings-draft.js';
import { ok } from '../../shared/result.js';
import { ConfirmGate } from '../bindings/confirm-gate.js';
import { testAuthority } from '../cm/test-certificate.js';
import { isPin } from '../kiosk/pin.js';
import type { DraftServer } from '../composition/draft-connection.js';
import type { Question } from '../app/system-dialogs.js';
import { settingsHandlers } from './settings-handlers.js';
import { without } from './settings-tree.js';
import { settingsSchema } from './settings.js';

const set = (key: string, value: SettingValue): SettingChange => ({ change: 'set', key, value });
const moves = [set('server.url', 'https://other.example.org')];

let folder: string;
let user: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-save-'));
  user = join(folder, 'settings.json');
});
afterEach(() => rm(folder, { recursive: true }));

/** Handlers over real files, with a consenting person and a journal in memory; each can be overridden. */
async function station(
  written: object | null,
  over: { readonly ask?: (question: Question) => Promise<boolean>; readonly note?: () => Promise<void>; readonly file?: string } = {},
) {
  if (written !== null) await writeFile(user, JSON.stringify(written));
  const seen = { asked: [] as Question[], notes: [] as string[], restarts: 0, unsettled: 0, tested: [] as DraftServer[] };
  const gate = new ConfirmGate();
  const handlers = settingsHandlers({
    files: { system: join(folder, 'none', 'settings.json'), user: over.file ?? user },
    running: settingsSchema.parse(without(written ?? {}, ['$schema'])),
    language: () => 'en',
    gate,
    dialogs: {
      ask: (question) => {
        seen.asked.push(question);
        return over.ask?.(question) ?? Promise.resolve(true);
      },
    },
    journal: {
      unsettled: () => Promise.resolve(seen.unsettled),
      note: async (event, keys, goesLive) => {
        await over.note?.();
        seen.notes.push(`${event} ${keys.join(' ')} ${goesLive ? 'live' : 'training'}`);
      },
    },
    testServer: (draft) => {
      seen.tested.push(draft);
      return Promise.resolve({
        address: draft.server.url,
        proxy: null,
        tookMs: 1,
        outcome: { outcome: 'works', profileTemplates: 0, requests: 0, kinds: { agent: 0, personal: 0, virtual: 0, unnamed: 0 } },
      });
    },
    restart: () => {
      seen.restarts += 1;
    },
  });
  const isOpen = async (): Promise<boolean> => (await gate.pass(() => Promise.resolve(ok(null)))).ok;
  return { handlers, seen, isOpen, save: (changes: SettingChange[]) => handlers['settings/save']({ changes }) };
}

const read = async (): Promise<unknown> => JSON.parse(await readFile(user, 'utf8'));

describe('saving settings', () => {
  it('asks, writes the file atomically, keeps the earlier one, journals the keys only, and restarts the station', async () => {
    const { save, seen, isOpen } = await station({ $schema: 's', server: { url: 'https://cm.example.org' }, pollSeconds: 60 });
    expect(await save([set('pollSeconds', 15), set('policy.bindOffline', true)])).toEqual(
      ok({ outcome: 'saved', keys: ['policy.bindOffline', 'pollSeconds'] }),
    );
    expect(await read()).toEqual({
      $schema: 's',
      server: { url: 'https://cm.example.org' },
      pollSeconds: 15,
      policy: { bindOffline: true },
    });
    expect(JSON.parse(await readFile(`${user}.before`, 'utf8'))).toEqual({
      $schema: 's',
      server: { url: 'https://cm.example.org' },
      pollSeconds: 60,
    });
    expect(seen).toMatchObject({ notes: ['settings-changed policy.bindOffline pollSeconds live'], restarts: 1 });
    expect(seen.asked[0]?.detail).toContain('pollSeconds\n    current: 60\n    new: 15');
    // From now on nothing is confirmed or saved again.
    expect(await isOpen()).toBe(false);
    expect(await save([set('pollSeconds', 20)])).toEqual({ ok: false, error: { code: 'restarting' } });
    expect((await readdir(folder)).sort()).toEqual(['settings.json', 'settings.json.before']);
  });

  it('creates a missing file', async () => {
    const { save } = await station(null);
    expect(await save(moves)).toMatchObject({ ok: true, value: { outcome: 'saved' } });
    expect(await read()).toEqual({ server: { url: 'https://other.example.org' } });
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it("writes the PIN's hash, which it makes after the question", { timeout: 20_000 }, async () => {
    const { save, seen } = await station({});
    await save([{ change: 'pin', pin: 'quince-41' }]);
    const written = settingsSchema.parse(await read());
    expect(await isPin('quince-41', written.kiosk?.pinHash ?? '')).toBe(true);
    expect(JSON.stringify(seen)).not.toContain('quince');
  });

  it('asks nothing without changes', async () => {
    const { save, seen } = await station({ pollSeconds: 60 });
    expect(await save([set('pollSeconds', 60)])).toEqual(ok({ outcome: 'unchanged' }));
    expect(seen).toMatchObject({ asked: [], restarts: 0 });
  });
});

describe('nothing is written, journaled or restarted', () => {
  /** In any case everything is as before, and confirmations continue. */
  async function expectNothing(
    { seen, isOpen }: Pick<Awaited<ReturnType<typeof station>>, 'seen' | 'isOpen'>,
    before: object,
  ): Promise<void> {
    expect(await read()).toEqual(before);
    expect(seen).toMatchObject({ notes: [], restarts: 0 });
    expect(await isOpen()).toBe(true);
    expect(await readdir(folder)).not.toContain('settings.json.new');
  }
  const live = { server: { url: 'https://cm.example.org' } };

  it('after a no', async () => {
    const one = await station(live, { ask: () => Promise.resolve(false) });
    expect(await one.save(moves)).toEqual(ok({ outcome: 'declined' }));
    await expectNothing(one, live);
  });

  it('while a binding is unsettled and the server would change, even one made during the question', async () => {
    const one = await station(live, {
      ask: () => {
        one.seen.unsettled = 2;
        return Promise.resolve(true);
      },
    });
    expect(await one.save(moves)).toEqual({ ok: false, error: { code: 'bindings-unsettled', count: 2 } });
    await expectNothing(one, live);
    expect(await one.save([set('server.prefix', '/Other')])).toMatchObject({ ok: false, error: { code: 'bindings-unsettled' } });
    expect(one.seen.asked).toHaveLength(1);
    // Changes that keep the server are allowed.
    expect(await one.save([set('pollSeconds', 15)])).toMatchObject({ ok: true, value: { outcome: 'saved' } });
  });

  it('if another program wrote the file during the question', async () => {
    const theirs = { ...live, pollSeconds: 7 };
    const one = await station(live, { ask: () => writeFile(user, JSON.stringify(theirs)).then(() => true) });
    expect(await one.save([set('pollSeconds', 15)])).toEqual({ ok: false, error: { code: 'settings-moved' } });
    await expectNothing(one, theirs);
  });

  it('if the result would be invalid, or names an unusable file', async () => {
    const one = await station(live);
    expect(await one.save([set('server.url', 'http://cm.example.org'), set('pollSeconds', 0)])).toEqual({
      ok: false,
      error: { code: 'settings-invalid', keys: ['server.url', 'pollSeconds'] },
    });
    expect(one.seen.asked).toEqual([]);
    expect(await one.save([set('server.extraCa', join(folder, 'none.pem'))])).toMatchObject({
      ok: false,
      error: { code: 'settings-file', key: 'server.extraCa' },
    });
    expect(await one.save([set('roster', join(folder, 'none.csv'))])).toMatchObject({
      ok: false,
      error: { code: 'settings-file', key: 'roster' },
    });
    await expectNothing(one, live);
  });

  it('if the journal cannot be written', async () => {
    const one = await station(live, { note: () => Promise.reject(new Error('database or disk is full')) });
    expect(await one.save([set('pollSeconds', 15)])).toEqual({
      ok: false,
      error: { code: 'journal-failed', detail: 'database or disk is full' },
    });
    await expectNothing(one, live);
  });

  it('if the file cannot be written', async () => {
    const one = await station(live, { file: join(folder, 'settings.json', 'below', 'settings.json') });
    expect(await one.save([set('pollSeconds', 15)])).toMatchObject({ ok: false, error: { code: 'settings-not-written' } });
    await expectNothing(one, live);
  });

  it('if the file on disk has become invalid', async () => {
    const one = await station(live);
    await writeFile(user, '{ "pollSeconds": 1 }');
    expect(await one.save([set('policy.bindOffline', true)])).toMatchObject({
      ok: false,
      error: { code: 'settings-broken', detail: expect.stringContaining('pollSeconds is too small') as string },
    });
    expect(await one.handlers['settings/form']({})).toMatchObject({ ok: false, error: { code: 'settings-broken' } });
    await expectNothing(one, { pollSeconds: 1 });
  });

  it('by a second question while one is open', async () => {
    let answer: (yes: boolean) => void = () => undefined;
    const one = await station(live, { ask: () => new Promise((resolve) => (answer = resolve)) });
    const first = one.save(moves);
    expect(await one.save(moves)).toEqual({ ok: false, error: { code: 'question-open' } });
    expect(await one.handlers['server/testDraft']({ changes: moves })).toEqual({ ok: false, error: { code: 'question-open' } });
    await expect.poll(() => one.seen.asked).toHaveLength(1);
    answer(false);
    expect(await first).toEqual(ok({ outcome: 'declined' }));
    await expectNothing(one, live);
  });
});

describe('testing a typed server', () => {
  it('calls it after consent to its address, for this draft only', async () => {
    const { handlers, seen } = await station({});
    const test = (changes: SettingChange[]) => handlers['server/testDraft']({ changes });
    expect(await test([...moves, set('pollSeconds', 0)])).toMatchObject({ ok: true, value: { address: 'https://other.example.org' } });
    await test(moves);
    expect(seen.asked).toHaveLength(1);
    await test([...moves, set('server.prefix', '/Elsewhere')]);
    expect(seen.asked.map(({ detail }) => detail.split('\n')[2])).toEqual([
      '"https://other.example.org/CertificateManagement/api/v1.0/"',
      '"https://other.example.org/Elsewhere/api/v1.0/"',
    ]);
    expect(seen.tested).toHaveLength(3);
  });

  it('does not call it without consent, or without an address', async () => {
    const { handlers, seen } = await station({}, { ask: () => Promise.resolve(false) });
    expect(await handlers['server/testDraft']({ changes: moves })).toEqual(ok(null));
    expect(await handlers['server/testDraft']({ changes: [set('pollSeconds', 5)] })).toEqual({
      ok: false,
      error: { code: 'settings-invalid', keys: ['server.url'] },
    });
    expect(seen.tested).toEqual([]);
  });

  it('trusts the issuers of the draft, whose file is read after the consent', async () => {
    const pem = testAuthority().certificate;
    const { handlers, seen } = await station(
      {},
      {
        ask: async () => {
          await mkdir(join(folder, 'ca'), { recursive: true });
          await writeFile(join(folder, 'ca', 'ca.pem'), pem);
          return true;
        },
      },
    );
    await handlers['server/testDraft']({ changes: [...moves, set('server.extraCa', join(folder, 'ca', 'ca.pem'))] });
    expect(seen.tested[0]?.authorities.map((one) => one.trim())).toEqual([pem.trim()]);
    expect(await handlers['server/testDraft']({ changes: [...moves, set('server.extraCa', join(folder, 'none.pem'))] })).toMatchObject({
      ok: false,
      error: { code: 'settings-file' },
    });
  });
});
