import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerCall, type AnswerCallDeps } from '../../electron/core/answer-call.js';
import { livePace } from '../../electron/after-care/after-care.js';
import { CardCatalogue } from '../../electron/cards/catalogue.js';
import { apiAddress } from '../../electron/cm/address.js';
import { createCmClient } from '../../electron/cm/client.js';
import { peopleFrom } from '../../electron/people/people.js';
import { parseRoster } from '../../electron/people/roster.js';
import { cardSourceFor } from '../../electron/readers/card-source.js';
import { ReaderWatcher } from '../../electron/readers/watcher.js';
import { openRoleCache } from '../../electron/roles/role-cache.js';
import { settingsSchema } from '../../electron/settings/settings.js';
import { liveSettingsJournal } from '../../electron/settings/settings-journal.js';
import type { Station } from '../../electron/composition/station-deps.js';
import { createStation } from '../../electron/composition/station.js';
import { savedCredentials } from '../../electron/sign-in/saved-credentials.js';
import { CallTimings } from '../../electron/cm/call-timings.js';
import type { Question } from '../../electron/app/system-dialogs.js';
import type { KeyStore } from '../../electron/core/key-store.js';
import type { Journal } from '../../electron/store/journal.js';
import { openReportStore } from '../../electron/store/report.js';
import { openJournal } from '../../electron/store/open-journal.js';
import { openPreparedStore } from '../../electron/store/prepared-store.js';
import { openStock } from '../../electron/store/stock.js';
import { bundleStoreWorker } from '../../electron/store/worker-bundle.fixture.js';
import { startTraining, type Training } from '../../electron/training/training.js';
import { AttemptLimiter, attemptsInJournal } from '../../electron/roles/attempt-limiter.js';
import { fourEyesActions } from '../../shared/approvals.js';
import { snapshotSchema, stationEventSchema, type Snapshot } from '../../shared/contract.js';
import { anyScanner, preferencesSchema } from '../../shared/preferences.js';
import { resultSchema } from '../../shared/result.js';
import type { TrainingCard } from '../../shared/training.js';
import { startLiveServer, type LiveServer } from '../live-server.js';

/** A complete station under Node, everything real except the window: journal on disk, CM service over HTTP, cards in readers. */
export interface FuzzedStation {
  readonly answering: AnswerCallDeps;
  readonly journal: Journal;
  readonly server: LiveServer;
  readonly watcher: ReaderWatcher;
  snapshot(): Promise<Snapshot>;
  /** Puts the next training card with an id into the first reader, and waits until it is read. */
  nextCard(): Promise<void>;
  /** Reads the profile: its file names, and whether the preferences are valid. */
  profile(): Promise<{ readonly files: readonly string[]; readonly preferencesAreSound: boolean }>;
  /** Events that violate the contract. */
  readonly wrongEvents: unknown[];
  /** System dialogs that asked the operator, all answered with no. */
  readonly questions: readonly Question[];
  close(): Promise<void>;
}

const noKeyStore: KeyStore = {
  isAvailable: () => false,
  encrypt: () => {
    throw new Error('There is no key store');
  },
  decrypt: () => {
    throw new Error('There is no key store');
  },
};

const READERS = ['Training reader 1', 'Training reader 2'];

/**
 * Opens a station. In training mode the page can insert and remove cards itself; in live mode a bindable card is in the first
 * reader and one without an id in the second.
 */
export async function openFuzzedStation(mode: 'live' | 'training'): Promise<FuzzedStation> {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  const worker = await bundleStoreWorker(`fuzz-${mode}-${String(process.pid)}`);
  const server = await startLiveServer(60);
  const training = await startTraining({ readers: 'on', now: () => new Date(), size: 1 });
  const roster = await parseRoster(Buffer.from(server.population.roster, 'utf8'));
  if (!roster.ok) throw new Error('The roster of the test is wrong');
  const journal = await openJournal(worker.script, {
    path: join(folder, 'journal.db'),
    key: 'd'.repeat(64),
    context: { operator: 'desk', station: 'FUZZ' },
  });
  const wrongEvents: unknown[] = [];
  const questions: Question[] = [];
  const watcher = new ReaderWatcher({
    source: cardSourceFor(training.driver),
    kind: () => 'virtual',
  });
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const settings = settingsSchema.parse({
    server: { url: server.faults.origin },
    pollSeconds: 3600,
    roles: { accounts: { supervisor: ['EXAMPLE\\noor'], administrator: ['desk'] }, fourEyes: [...fourEyesActions] },
  });
  const station: Station = createStation({
    version: '0.0.0',
    server: new URL(server.faults.origin).host,
    settings,
    afterCare: { settings: settings.afterCare, pace: livePace },
    journal,
    requestCache: null,
    archivePassphrase: () => Promise.resolve(null),
    prepared: {
      store: await openPreparedStore(worker.script, { path: join(folder, 'prepared.db'), key: 'd'.repeat(64) }),
      readTable: () => Promise.resolve({ outcome: 'cancelled' }),
    },
    stock: {
      store: await openStock(worker.script, { path: join(folder, 'stock.db'), key: 'd'.repeat(64) }),
      // No list is ever chosen, so none is read.
      tableWorker: join(folder, 'no-worker.js'),
      mappingsFile: join(folder, 'stock-lists.json'),
    },
    cm: createCmClient({ base: server.faults.origin, fetch }),
    people: peopleFrom(roster.value.people),
    watcher,
    catalogue: new CardCatalogue({ listFiles: [], onFault: () => undefined }),
    training: mode === 'training' ? training : null,
    preferences: {
      file: join(folder, 'preferences.json'),
      initial: { language: 'en', theme: 'system', textSize: 'normal', sounds: true, scanner: anyScanner },
    },
    warnings: [],
    account: { name: 'desk', source: 'account' },
    kiosk: null,
    // The operator may do everything, so that every call is reached; second persons always fail, because no password is
    // accepted.
    roles: {
      settings: mode === 'training' ? undefined : settings.roles,
      directory: null,
      roleCache: await openRoleCache(null, null),
      checkApprover: () => Promise.resolve({ outcome: 'wrong' }),
      attempts: new AttemptLimiter({
        file: join(folder, 'approval-tries.json'),
        record: attemptsInJournal(journal, 'approval-tries'),
        now: Date.now,
      }),
    },
    // A server that accepts no password, and a person who closes every window and dialog.
    signIn:
      mode === 'training'
        ? null
        : {
            systemIdentity: () => Promise.resolve({ name: 'desk', source: 'account' }),
            checkPassword: () => Promise.resolve('wrong'),
            usePassword: () => Promise.resolve('wrong'),
            signOut: () => Promise.resolve(),
            openWindow: () => Promise.resolve({ outcome: 'closed' }),
            savedCredentials: savedCredentials(join(folder, 'sign-in'), new URL(server.faults.origin).host, noKeyStore),
            token: null,
            negotiateTakesPassword: false,
          },
    dialogs: {
      chooseFile: () => Promise.resolve(null),
      chooseFileToOpen: () => Promise.resolve(null),
      ask: (question) => {
        questions.push(question);
        return Promise.resolve(false);
      },
      print: () => Promise.resolve({ outcome: 'cancelled' }),
      pdf: () => Promise.resolve({ outcome: 'failed', detail: 'There is no window' }),
    },
    changingSettings: {
      files: { system: join(folder, 'system', 'settings.json'), user: join(folder, 'settings.json') },
      journal: liveSettingsJournal(journal),
      testServer: () => {
        throw new Error('A server was called without consent');
      },
      restart: () => {
        throw new Error('The station was about to restart without consent');
      },
    },
    backups: null,
    collector: null,
    desks: null,
    updates: null,
    openReports: () => openReportStore(worker.script, { path: join(folder, 'journal.db'), key: 'd'.repeat(64) }),
    diagnostics: {
      versions: { 'Node.js': process.versions.node },
      station: 'FUZZ',
      profile: folder,
      home: folder,
      logFile: join(folder, 'logs', 'card-desk.log'),
      protection: 'none',
      memoryBytes: () => process.memoryUsage.rss(),
      newSalt: () => Buffer.alloc(32, 1),
      withheld: [],
      settings: { files: [], values: [], overruled: [] },
      timings: new CallTimings(() => performance.now()),
      connection: {
        address: apiAddress(server.faults.origin),
        proxy: () => Promise.resolve(null),
        hasName: () => Promise.resolve(true),
        fetch: globalThis.fetch,
      },
    },
    // The page must not depend on the main process's own safety net.
    log: (module) => (module === 'contract' ? { ...silent, error: (what, facts) => wrongEvents.push({ what, facts }) } : silent),
    send: (event) => {
      if (!stationEventSchema.safeParse(JSON.parse(JSON.stringify(event))).success) wrongEvents.push(event);
    },
  });
  const snapshot = async (): Promise<Snapshot> => {
    const answer = resultSchema(snapshotSchema).parse(await answerCall(station.answerCallDeps, 'station/snapshot', {}));
    if (!answer.ok) throw new Error(`No snapshot: ${answer.error.code}`);
    return answer.value;
  };
  const started = station.start();
  // As the page does; the station waits for it.
  await snapshot();
  await started;
  insert(training);
  const untilRead = async (index: number, state: 'identified' | 'unidentified'): Promise<void> => {
    for (;;) {
      const { readers, requestsFetchedAt } = await snapshot();
      const reader = readers.find(({ readerId }) => readerId === READERS[index])?.state;
      if (requestsFetchedAt !== null && reader?.state === 'card' && reader.identification.state === state) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await untilRead(1, 'unidentified');
  await untilRead(0, 'identified');
  let turn = 0;
  return {
    answering: station.answerCallDeps,
    journal,
    server,
    watcher,
    snapshot,
    wrongEvents,
    questions,
    nextCard: async () => {
      const onTable = training.state().cards.filter(({ behaviour, insertedIn }) => behaviour === 'gids' && insertedIn === null);
      turn += 1;
      put(training, 0, onTable[turn % onTable.length]);
      await untilRead(0, 'identified');
    },
    profile: async () => {
      const files = await readdir(folder);
      const text = files.includes('preferences.json') ? await readFile(join(folder, 'preferences.json'), 'utf8') : null;
      return { files, preferencesAreSound: text === null || preferencesSchema.safeParse(JSON.parse(text)).success };
    },
    close: async () => {
      await station.stop();
      if (mode === 'live') await training.close();
      await server.close();
      await worker.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function insert(training: Training): void {
  const { cards } = training.state();
  put(
    training,
    0,
    cards.find(({ behaviour }) => behaviour === 'gids'),
  );
  put(
    training,
    1,
    cards.find(({ behaviour }) => behaviour === 'blank'),
  );
}

function put(training: Training, reader: 0 | 1, card: TrainingCard | undefined): void {
  const readerId = READERS[reader] ?? '';
  if (card === undefined) throw new Error('The box has no such card');
  const inserted = training.insertCard({ readerId, cardNumber: card.cardNumber });
  if (!inserted.ok) throw new Error(`The training card was not inserted: ${inserted.error.code}`);
}
