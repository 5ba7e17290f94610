import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import type { StationEvent } from '../../shared/contract.js';
import type { Warnings } from '../../shared/warnings.js';
import type { Identity } from '../../shared/sign-in.js';
import { livePace, TRAINING_CALLS, trainingPace } from '../after-care/after-care.js';
import type { StationCommand } from '../automation/command.js';
import { commandQueue } from '../automation/do-command.js';
import type { CommandOutcome } from '../automation/outcome.js';
import { atrListFiles } from '../cards/catalogue-list.js';
import { CardCatalogue } from '../cards/catalogue.js';
import type { CmClient } from '../cm/client.js';
import type { People } from '../people/people.js';
import { SignInGate } from '../people/sign-in-gate.js';
import { cardSourceFor } from '../readers/card-source.js';
import { combineSources } from '../readers/combine-sources.js';
import { attemptsInJournal } from '../roles/attempt-limiter.js';
import { createKiosk } from '../kiosk/create-kiosk.js';
import { HostedDriver } from '../readers/hosted-driver.js';
import { isSamSlot, ReaderWatcher } from '../readers/watcher.js';
import type { Journal } from '../store/journal.js';
import { openPreparedStore, type PreparedStore } from '../store/prepared-store.js';
import { openReportStore } from '../store/report.js';
import { openRequestCache, type RequestCache } from '../store/request-cache.js';
import { readTable } from '../tables/read-table.js';
import { preparedColumnNames, preparedLimits } from '../prepared/read-prepared-lines.js';
import type { Training } from '../training/training.js';
import { AuthoritiesError, readAuthorities } from '../cm/authorities.js';
import { CertificateWatch } from '../cm/certificate-watch.js';
import type { Backups } from '../backup/backups.js';
import type { DeskHeads } from '../desks/desk-heads.js';
import type { Collector } from '../collector/collector.js';
import { answerCertificateRequests } from '../cm/client-certificate.js';
import { cmClient, cmConnection, cmSessions } from '../cm/cm-network.js';
import { backupPassphrase } from '../backup/backup-passphrase.js';
import { systemKeyStore } from '../core/key-store.js';
import type { JournalKey } from '../store/journal-key.js';
import { liveBackups } from './live-backups.js';
import { liveCollector } from './live-collector.js';
import { holdByOwnHead, liveDesks } from './live-desks.js';
import { livePeople } from './live-people.js';
import { liveToken } from './live-token.js';
import { liveUpdates } from './live-updates.js';
import { CallTimings } from '../cm/call-timings.js';
import { draftTester } from './draft-connection.js';
import type { Log } from '../core/log.js';
import { machineFacts } from '../diagnostics/machine-facts.js';
import { readPreferences } from '../settings/preferences.js';
import { anyScanner, languageSchema } from '../../shared/preferences.js';
import type { SystemDialogs } from '../app/system-dialogs.js';
import { protectBackups } from '../backup/protect-backups.js';
import { createSignIn } from './create-sign-in.js';
import type { SignInPlatform } from '../sign-in/desk-sign-in.js';
import type { Connection } from '../cm/connection-report.js';
import { systemIdentity } from '../sign-in/system-identity.js';
import { forkReaderHost } from '../app/reader-host.js';
import type { StockStorage } from '../stock/desk-stock.js';
import { openCardStock } from './open-card-stock.js';
import { liveRoles, trainingRoles, type RoleDeps } from './role-deps.js';
import { readSettings, type SettingsFiles } from '../settings/settings-files.js';
import { liveSettingsJournal, trainingSettingsJournal, type SettingsJournal } from '../settings/settings-journal.js';
import { settingsReport, withheldTexts } from '../settings/settings-report.js';
import { describeProblem } from '../settings/settings-problems.js';
import type { Settings } from '../settings/settings.js';
import type { UpdateWatch } from '../updates/update-watch.js';
import type { Station, StationDeps } from './station-deps.js';
import { locateLiveJournal, openJournalAt, openLiveJournal, openStationJournal } from '../boot/start-journal.js';
import { StartError } from '../core/start-error.js';
import { storeOrNull, requireStore } from '../store/require-store.js';
import { createStation } from './station.js';

export interface BuildStationDeps {
  /** The profile folder: journal, logs, the user's own settings. */
  readonly profile: string;
  readonly settingsFiles: SettingsFiles;
  /** Folder of the bundled main process, with the reader host and the store worker. */
  readonly mainFolder: string;
  readonly version: string;
  /** The station's window, as the parent of the sign-in window. */
  readonly window: () => BrowserWindow | null;
  /** The system's language tag, e.g. `nl-BE`. */
  readonly locale: string;
  /** The account on this computer. */
  readonly operator: string;
  readonly station: string;
  /** Training mode although a server is configured. */
  readonly forceTraining: boolean;
  readonly dialogs: SystemDialogs;
  readonly log: (module: string) => Log;
  readonly send: (event: StationEvent) => void;
  /** Restarts the station with the current settings. */
  readonly restart: () => void;
}

/** Everything that differs between training and live mode: server, people, storage. */
interface ModeDeps {
  readonly server: string;
  readonly cm: CmClient;
  readonly connection: Connection;
  readonly people: People;
  readonly journal: Journal;
  readonly settingsJournal: SettingsJournal;
  readonly requestCache: RequestCache | null;
  readonly preparedStore: PreparedStore;
  readonly stock: StockStorage;
  readonly training: Training | null;
  readonly protection: JournalKey['protection'] | 'none';
  readonly warnings: Warnings;
  readonly account: Identity;
  /** Null if no one is asked to sign in. */
  readonly signIn: SignInPlatform | null;
  readonly backups: Backups | null;
  readonly archivePassphrase: StationDeps['archivePassphrase'];
  readonly collector: Collector | null;
  readonly desks: DeskHeads | null;
  readonly updates: UpdateWatch | null;
  readonly openReports: StationDeps['openReports'];
  readonly roles: RoleDeps;
}

/** A station with what its owner needs. */
export interface BuiltStation {
  readonly station: Station;
  readonly watcher: ReaderWatcher;
  /** Call this when the machine wakes from sleep. */
  readonly wokeUp: () => void;
  /** Runs a script's command, as far as the current role allows. Never rejects. */
  readonly doCommand: (command: StationCommand) => Promise<CommandOutcome>;
}

/**
 * Builds the station from the profile's settings.
 * @throws StartError if it must not open: invalid settings, or an unusable journal
 */
export async function buildStation(options: BuildStationDeps): Promise<BuiltStation> {
  const { profile, log } = options;
  const read = readSettings(options.settingsFiles);
  if (read.outcome === 'invalid') {
    throw new StartError(`The settings are wrong; nothing was started.\n\n${read.problems.map(describeProblem).join('\n\n')}`);
  }
  const { settings, overruled } = read;
  for (const one of overruled) log('settings').warn(describeProblem(one));
  const { server } = settings;
  const mode =
    server === undefined || options.forceTraining ? await trainingDeps(options, settings) : await liveDeps(options, settings, server);

  const hostLog = log('reader-host');
  const hosted = new HostedDriver({
    spawn: () => forkReaderHost(join(options.mainFolder, 'reader-host.js'), hostLog),
    onLost: (why) => hostLog.error('the reader host was lost; another one is started', { detail: why }),
  });
  const source = mode.training === null ? hosted : combineSources(hosted, cardSourceFor(mode.training.driver));
  const preferencesFile = join(profile, 'preferences.json');
  const timings = new CallTimings(() => performance.now());
  const watcher = new ReaderWatcher({
    source,
    policy: (reader) => ({
      pivByteOrder: settings.cards.pivByteOrder,
      allowContactlessUid: settings.cards.contactlessUidReaders.includes(reader),
    }),
    onFault: (error) => {
      log('cards').error('a card could not be identified', { detail: error instanceof Error ? error.message : String(error) });
    },
    hides: (reader) => !settings.cards.showSamSlots && isSamSlot(reader),
    kind: (reader) => (mode.training?.driver.has(reader) === true ? 'virtual' : 'pcsc'),
  });
  const station = createStation({
    ...mode,
    cm: timings.of(mode.cm),
    afterCare:
      mode.training === null
        ? { settings: settings.afterCare, pace: livePace }
        : { settings: { ...settings.afterCare, callsPerHour: TRAINING_CALLS }, pace: trainingPace },
    prepared: {
      store: mode.preparedStore,
      readTable: (path, signal) =>
        readTable(path, {
          script: join(options.mainFolder, 'table-worker.js'),
          limits: preparedLimits,
          columnNames: preparedColumnNames,
          signal,
        }),
    },
    settings,
    changingSettings: {
      files: options.settingsFiles,
      journal: mode.settingsJournal,
      testServer: draftTester(mode.training === null ? server : undefined),
      restart: options.restart,
    },
    version: options.version,
    account: mode.account,
    signIn: mode.signIn,
    watcher,
    kiosk:
      settings.kiosk === undefined
        ? null
        : createKiosk(
            settings.kiosk,
            join(profile, 'pin-tries.json'),
            mode.training === null ? attemptsInJournal(mode.journal, 'pin-tries') : null,
          ),
    catalogue: new CardCatalogue({
      listFiles: atrListFiles(process.platform, process.env, homedir()),
      onFault: (file, error) => {
        log('cards').warn('a list of ATRs cannot be read', { file, detail: error instanceof Error ? error.message : String(error) });
      },
    }),
    preferences: {
      file: preferencesFile,
      initial: await readPreferences(preferencesFile, {
        language: languageSchema.catch('en').parse(options.locale.slice(0, 2)),
        theme: 'system',
        textSize: 'normal',
        sounds: true,
        scanner: anyScanner,
      }),
    },
    dialogs: protectBackups(settings.backup?.folder ?? null, options.dialogs),
    diagnostics: {
      ...machineFacts(options),
      station: options.station,
      protection: mode.protection,
      settings: settingsReport(read, options.settingsFiles),
      withheld: withheldTexts(settings),
      timings,
      connection: mode.connection,
    },
    log,
    send: options.send,
  });
  await requireStore(mode.journal.note('opened', { version: options.version, mode: mode.training === null ? 'live' : 'training' }));
  return {
    station,
    watcher,
    wokeUp: () => {
      hosted.restart();
    },
    doCommand: commandQueue({ ...station, journal: mode.journal, isTraining: mode.training !== null }),
  };
}

/** Training mode is independent: it does not touch the configured server, the roster or the live journal. */
async function trainingDeps(options: BuildStationDeps, settings: Settings): Promise<ModeDeps> {
  const { startTraining } = await import('../training/training.js');
  const training = await startTraining({ readers: settings.training.readers, now: () => new Date() });
  const watch = new CertificateWatch([], () => new Date());
  const folder = join(options.profile, 'training');
  // The training service forgets everything when the station closes, so its bindings must be forgotten too.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const network = { base: training.origin, prefix: training.prefix, sessions: cmSessions(watch) };
  const at = { path: join(folder, 'journal.db'), key: null };
  const journal = await requireStore(openJournalAt(options, at.path, at.key));
  return {
    server: new URL(training.origin).host,
    cm: cmClient({ ...network, watch }),
    connection: cmConnection({ ...network, watch }),
    people: training.people,
    journal,
    settingsJournal: trainingSettingsJournal({
      own: journal,
      isThere: () => existsSync(join(options.profile, 'journal', 'journal.db')),
      openLive: () => openLiveJournal(options),
    }),
    requestCache: null,
    preparedStore: await requireStore(
      openPreparedStore(join(options.mainFolder, 'store-worker.js'), { path: join(folder, 'prepared.db'), key: null }),
      'prepared.db',
    ),
    stock: (await requireStore(openCardStock(options.mainFolder, folder, null), 'stock.db')).hands,
    training,
    protection: 'none',
    warnings: [],
    account: { name: options.operator, source: 'account' },
    signIn: null,
    backups: null,
    archivePassphrase: () => Promise.resolve(null),
    collector: null,
    desks: null,
    updates: null,
    openReports: () => openReportStore(join(options.mainFolder, 'store-worker.js'), at),
    roles: await trainingRoles(settings, folder),
  };
}

async function liveDeps(options: BuildStationDeps, settings: Settings, server: NonNullable<Settings['server']>): Promise<ModeDeps> {
  const watch = new CertificateWatch(await authoritiesOf(server.extraCa), () => new Date());
  answerCertificateRequests(new URL(server.url), server.clientCertificate);
  const account = await systemIdentity({
    platform: process.platform,
    env: process.env,
    uid: process.getuid?.(),
    account: options.operator,
  });
  const sessions = cmSessions(watch);
  const token = liveToken(server, { watch, log: options.log('sign-in') });
  const signed = token === null ? undefined : token.bearer.attach.bind(token.bearer);
  const network = { base: server.url, prefix: server.prefix, sessions, watch, signed };
  const cm = cmClient(network);
  const files = await locateLiveJournal(options.profile);
  const { folder, path, key, protection, headFile } = files;
  const opened = await openStationJournal(files, () => openJournalAt({ ...options, operator: account.name }, path, key, headFile));
  const { journal } = opened;
  const warnings = await holdByOwnHead(settings.backup, { ...opened, key, station: options.station });
  const gate = new SignInGate(() => performance.now());
  const storeWorker = join(options.mainFolder, 'store-worker.js');
  // Only the open journal proves that no other station uses these files. Each takes a while to open, in its own worker.
  const [stock, people, requestCache, preparedStore, backups, collector, desks, roles] = await Promise.all([
    requireStore(openCardStock(options.mainFolder, folder, key), 'stock.db'),
    livePeople(settings, { profile: options.profile, folder, key, storeWorker, log: options.log, gate }),
    storeOrNull(openRequestCache(storeWorker, { path: join(folder, 'requests.db'), key }), (detail) => {
      options.log('station').error('the list of requests cannot be kept for the next start', { detail });
    }),
    requireStore(openPreparedStore(storeWorker, { path: join(folder, 'prepared.db'), key }), 'prepared.db'),
    liveBackups(settings.backup, { ...options, folder, path, key, storeWorker, log: options.log('backup') }),
    liveCollector(settings.collector, { journal, folder, version: options.version, log: options.log('collector') }),
    liveDesks(settings.backup, { journal, folder, key, station: options.station, log: options.log('desks') }),
    liveRoles(settings, { profile: options.profile, journal, folder, key, server, watch, gate }),
  ]);
  return {
    server: new URL(server.url).host,
    cm,
    connection: cmConnection(network),
    account,
    signIn: createSignIn({ options, server, watch, sessions, token }),
    backups,
    archivePassphrase: async () => (await backupPassphrase(options.profile, systemKeyStore))?.key ?? null,
    collector,
    desks,
    updates: liveUpdates(settings.updates, { version: options.version, log: options.log('updates') }),
    openReports: () => openReportStore(storeWorker, { path, key }),
    roles,
    people,
    journal,
    settingsJournal: liveSettingsJournal(journal),
    preparedStore,
    stock: stock.hands,
    requestCache,
    training: null,
    protection,
    warnings: [...warnings, ...(protection === 'file' ? [{ code: 'journal-key-in-file' as const }] : []), ...stock.warnings],
  };
}

async function authoritiesOf(file: string | undefined): Promise<readonly string[]> {
  if (file === undefined) return [];
  try {
    return await readAuthorities(file);
  } catch (error) {
    if (!(error instanceof AuthoritiesError)) throw error;
    throw new StartError(`The issuers to trust (server.extraCa) cannot be used; nothing was started.\n\n${error.message}`, {
      cause: error,
    });
  }
}
