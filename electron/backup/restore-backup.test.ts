import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import { ok } from '../../shared/result.js';
import { binding, errors, guid, recordStep } from '../bindings/bindings.fixture.js';
import { noAskContext } from '../bindings/ask-server.js';
import { Submitter } from '../bindings/submitter.js';
import type { SubmitterDeps } from '../bindings/submitter-deps.js';
import { defaultRetryPolicy } from '../bindings/retry-policy.js';
import { bindOne, KEY, openTestJournal, PASSPHRASE, testOrder } from '../store/backup.fixture.js';
import type { Journal } from '../store/journal.js';
import { makeBackup } from '../store/make-backup.js';
import { openInThisThread } from '../store/in-this-thread.fixture.js';
import { bundleStoreWorker } from '../store/worker-bundle.fixture.js';
import { journalKey } from '../store/journal-key.js';
import type { KeyStore } from '../core/key-store.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { restoreBackup, RestoreError } from './restore-backup.js';

const context = { operator: 'admin', station: 'DESK-02' };
const keyStore: KeyStore = {
  isAvailable: () => true,
  encrypt: (text) => Buffer.from(text, 'utf8').reverse(),
  decrypt: (data) => Buffer.from(data).reverse().toString('utf8'),
};
const later = '2026-01-05T09:00:00.000Z';

let worker: Awaited<ReturnType<typeof bundleStoreWorker>>;
let folder: string;
let profile: string;
beforeAll(async () => {
  worker = await bundleStoreWorker(`restore-${String(process.pid)}`);
});
afterAll(() => worker.remove());
beforeEach(async () => {
  folder = testFolder('restore');
  profile = join(folder, 'fresh');
  await mkdir(profile);
});

/** A backup of a journal with one bound card and these bindings. */
function backupWith(...bindings: readonly BindingView[]): string {
  const journal = openTestJournal(folder);
  try {
    bindOne(journal, 1);
    for (const one of bindings) {
      journal.intend({ ...one, state: { state: 'intended' } });
      if (one.state.state !== 'intended') recordStep(journal, { bindingId: one.bindingId, event: 'made', state: one.state });
    }
    const order = testOrder(folder);
    const outcome = makeBackup(order);
    if (outcome.outcome === 'failed') throw new Error(outcome.detail);
    return join(order.folder, outcome.name);
  } finally {
    journal.close();
  }
}

const restore = (file: string, passphrase = PASSPHRASE, into = profile) =>
  restoreBackup({
    profile: into,
    storeWorker: worker.script,
    file,
    passphrase,
    keyStore,
    context,
    now: () => new Date('2026-02-01T08:00:00.000Z'),
  });
const opened = (): Journal => openInThisThread({ path: join(profile, 'journal', 'journal.db'), key: KEY, context });

describe('a restored journal', () => {
  it('equals the backup, with its key and an entry about the restore; nothing else is left in the profile', async () => {
    const restored = await restore(backupWith());
    expect(restored).toMatchObject({ station: 'DESK-01', entries: 3, unsettled: 0 });
    expect(await readdir(profile)).toEqual(['journal']);
    expect((await readdir(join(profile, 'journal'))).sort()).toEqual(['journal.db', 'journal.key']);
    expect(await journalKey(join(profile, 'journal', 'journal.key'), keyStore)).toEqual({ key: KEY, protection: 'system' });
    const journal = opened();
    const entries = (await journal.entries(0, 100)).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(entries.map(({ event }) => event)).toEqual(['intended', 'submitting', 'answered', 'restored']);
    expect(entries.at(-1)).toMatchObject({
      operator: 'admin',
      station: 'DESK-02',
      facts: { entries: 3, head: restored.head, madeBy: 'DESK-01', madeAt: later },
    });
    await journal.close();
  });

  it.each([
    [
      'a journal already exists',
      async () => {
        await mkdir(join(profile, 'journal'));
        await writeFile(join(profile, 'journal', 'journal.db'), 'mine');
      },
    ],
    [
      'only a key exists, which may belong to a journal that was moved away',
      async () => {
        await mkdir(join(profile, 'journal'));
        await writeFile(join(profile, 'journal', 'journal.key'), 'mine');
      },
    ],
  ])('is refused if %s', async (_what, put) => {
    await put();
    const before = await readdir(profile, { recursive: true });
    await expect(restore(backupWith())).rejects.toThrow(/There is already a journal in/);
    expect(await readdir(profile, { recursive: true })).toEqual(before);
  });

  it('can replace an empty folder and an interrupted earlier attempt', async () => {
    await mkdir(join(profile, 'journal'));
    await mkdir(join(profile, 'journal.new'));
    await writeFile(join(profile, 'journal.new', 'journal.db'), 'half');
    await restore(backupWith());
    expect(await readdir(profile)).toEqual(['journal']);
  });

  it('is refused with an explanation, leaving nothing, for a wrong passphrase or a damaged file', async () => {
    const file = backupWith();
    await expect(restore(file, 'something else entirely')).rejects.toThrow(/Wrong passphrase/);
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length - 100));
    await expect(restore(file)).rejects.toThrow(/The backup is damaged\. Use another backup/);
    await expect(restore(join(folder, 'none.cdb'))).rejects.toThrow(RestoreError);
    expect(await readdir(profile)).toEqual([]);
  });
});

const unsettled: readonly (readonly [string, BindingState, 'asked' | 'left'])[] = [
  ['intended', { state: 'intended' }, 'asked'],
  ['submitting', { state: 'submitting', attempt: 2 }, 'asked'],
  [
    'queued, never sent as far as the backup shows',
    { state: 'waiting', attempt: 0, nextTryAt: later, mayHaveReached: false, error: errors.unreached, checks: 0 },
    'asked',
  ],
  [
    'queued after a server error',
    { state: 'waiting', attempt: 3, nextTryAt: later, mayHaveReached: true, error: errors.server, checks: 1 },
    'asked',
  ],
  ['uncertain', { state: 'uncertain', attempt: 1, nextCheckAt: later, error: errors.timeout, checks: 0 }, 'asked'],
  ['unconfirmed after a refusal', { state: 'uncertain', attempt: 1, nextCheckAt: later, error: errors.forbidden, checks: 0 }, 'asked'],
  ['attention', { state: 'attention', reason: 'conflict', evidence: 'e', error: null, attempt: 1 }, 'left'],
];
const settledStates: readonly BindingState[] = [
  { state: 'bound', status: 204, smartcardUri: null },
  { state: 'refused', error: errors.forbidden },
  { state: 'withdrawn', reason: 'r' },
  { state: 'given-up', reason: 'r' },
];

/** A server with the card and request of binding 2 as the old station left them after the backup; it counts the calls. */
function server(sentSince: boolean): { readonly cm: SubmitterDeps['cm']; readonly calls: string[] } {
  const calls: string[] = [];
  const one = binding(2);
  return {
    calls,
    cm: {
      bind: () => {
        calls.push('bind');
        return Promise.resolve(ok({ status: 201 as const, smartcardUri: 'api/v1.0/smartcards/x' }));
      },
      getRequest: (requestId) => {
        calls.push('ask');
        return Promise.resolve(
          ok({
            ...{
              requestId,
              type: 1,
              status: 3,
              targetUserId: one.request.person.userId,
              profileTemplateId: one.request.profileTemplate.profileTemplateId,
              newSmartcardId: sentSince ? guid(9) : null,
            },
            ...{ submittedAt: later, completedAt: null, priority: 0, comment: '', isSmartcard: true },
            ...{ oldSmartcardId: null, originatorUserId: null, isEnrollmentAgent: true, data: [] },
          }),
        );
      },
      getSmartcard: (smartcardId) =>
        Promise.resolve(ok({ smartcardId, cardId: one.cardId.text, atr: one.atr, status: 2, assignedUserId: one.request.person.userId })),
      findSmartcardByCardId: () => Promise.resolve(ok(null)),
      listProfileTemplates: () => Promise.resolve(ok([])),
    },
  };
}

/** Runs a station with the restored journal until nothing is left to do. */
async function takeUp(journal: Journal, cm: SubmitterDeps['cm']): Promise<void> {
  const work: (() => void)[] = [];
  const now = Date.parse('2026-02-01T08:05:00.000Z');
  // The station has run for a minute, so that no earlier call can still take effect.
  const steady = [0];
  await new Promise<void>((resolve, reject) => {
    const submitter = new Submitter({
      ...{
        journal,
        cm,
        askContext: () => noAskContext,
        policy: defaultRetryPolicy,
        now: () => new Date(now),
        monotonicMs: () => steady.shift() ?? 60_000,
        random: () => 1,
        isOffline: () => false,
        parallel: 4,
        parallelAsking: 4,
      },
      schedule: (next) => {
        work.push(next);
        return () => undefined;
      },
      onChange: ({ state }) => {
        if (state.state === 'bound' || state.state === 'attention') resolve();
      },
      onJournalTrouble: (_binding, error) => {
        reject(error instanceof Error ? error : new Error(String(error)));
      },
      onFault: (_bindingId, error) => {
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    });
    submitter.resume().then(() => {
      if (cm === nothingToDo) resolve();
    }, reject);
  });
}
const nothingToDo = server(false).cm;

/** Profiles by the state of their restored binding; tests work on copies. */
const restoredProfiles = new Map<string, string>();
/** Puts a restored journal with one binding, which the backup has in this state, into the profile. */
async function putRestored(state: BindingState): Promise<void> {
  const name = JSON.stringify(state);
  let sample = restoredProfiles.get(name);
  if (sample === undefined) {
    sample = testFolder('restored');
    expect(await restore(backupWith(binding(2, state)), PASSPHRASE, sample)).toMatchObject({ unsettled: 1 });
    restoredProfiles.set(name, sample);
  }
  await cp(sample, profile, { recursive: true });
}

describe('a restored binding that the backup has as', () => {
  it.each(unsettled.filter(([, , fate]) => fate === 'asked'))(
    '%s and was sent since is checked at the server and never sent again',
    async (_what, state) => {
      await putRestored(state);
      const journal = opened();
      expect(await journal.unsettled()).toMatchObject([{ state: { state: 'uncertain', restored: true } }]);
      const { cm, calls } = server(true);
      await takeUp(journal, cm);
      expect(calls).toEqual(['ask']);
      expect((await journal.find(guid(2)))?.state).toEqual({
        state: 'bound',
        status: 'found',
        smartcardUri: `api/v1.0/smartcards/${guid(9)}`,
      });
      await journal.close();
    },
  );

  it.each(unsettled.filter(([, state, fate]) => fate === 'asked' && !('error' in state && state.error?.code === 'forbidden')))(
    '%s and is not at the server needs attention and is not sent',
    async (_what, state) => {
      await putRestored(state);
      const journal = opened();
      const { cm, calls } = server(false);
      await takeUp(journal, cm);
      expect(calls).toEqual(['ask']);
      expect((await journal.find(guid(2)))?.state).toMatchObject({ state: 'attention', reason: 'restored' });
      await journal.close();
    },
  );

  it('just refused, and still not at the server, needs attention because an older call may have taken effect', async () => {
    await putRestored({ state: 'uncertain', attempt: 1, nextCheckAt: later, error: errors.forbidden, checks: 0 });
    const journal = opened();
    const { cm, calls } = server(false);
    await takeUp(journal, cm);
    expect(calls).toEqual(['ask']);
    expect((await journal.find(guid(2)))?.state).toMatchObject({ state: 'attention', reason: 'refused-in-doubt' });
    await journal.close();
  });

  it('needing attention, or settled, is left unchanged', async () => {
    const kept = [...settledStates, ...unsettled.filter(([, , fate]) => fate === 'left').map(([, state]) => state)].map((state, index) =>
      binding(2 + index, state),
    );
    await restore(backupWith(...kept));
    const journal = opened();
    await takeUp(journal, nothingToDo);
    for (const one of kept) expect(await journal.find(one.bindingId)).toEqual(one);
    await journal.close();
  });
});
