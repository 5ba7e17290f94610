import { homedir } from 'node:os';
import { join } from 'node:path';
import { livePace, TRAINING_CALLS, trainingPace } from '../after-care/after-care.js';
import type { StationCommand } from '../automation/command.js';
import { commandQueue } from '../automation/do-command.js';
import type { CommandOutcome } from '../automation/outcome.js';
import { atrListFiles } from '../cards/catalogue-list.js';
import { CardCatalogue } from '../cards/catalogue.js';
import { cardSourceFor } from '../readers/card-source.js';
import { combineSources } from '../readers/combine-sources.js';
import { attemptsInJournal } from '../roles/attempt-limiter.js';
import { createKiosk } from '../kiosk/create-kiosk.js';
import { HostedDriver } from '../readers/hosted-driver.js';
import { isSamSlot, ReaderWatcher } from '../readers/watcher.js';
import { readTable } from '../tables/read-table.js';
import { preparedColumnNames, preparedLimits } from '../prepared/read-prepared-lines.js';
import { CallTimings } from '../cm/call-timings.js';
import { draftTester } from './draft-connection.js';
import { machineFacts } from '../diagnostics/machine-facts.js';
import { preferencesFileOf, readPreferences } from '../settings/preferences.js';
import { anyScanner, languageSchema } from '../../shared/preferences.js';
import { checkChosenFiles } from '../app/system-dialogs.js';
import { refuseBackupFile } from '../core/own-files.js';
import { forkReaderHost } from '../app/reader-host.js';
import { readSettings } from '../settings/settings-files.js';
import { settingsReport, withheldTexts } from '../settings/settings-report.js';
import { describeProblem } from '../settings/settings-problems.js';
import type { Station } from './station-deps.js';
import { StartError } from '../core/start-error.js';
import { requireStore } from '../store/require-store.js';
import { createStation } from './station.js';
import { liveDeps } from './live-mode.js';
import type { BuildStationDeps } from './mode-deps.js';
import { trainingDeps } from './training-mode.js';

/** A station, and what the process that built it needs. */
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
    throw new StartError(`The settings contain errors. Card Desk was not started.\n\n${read.problems.map(describeProblem).join('\n\n')}`);
  }
  const { settings, overruled } = read;
  for (const one of overruled) log('settings').warn(describeProblem(one));
  const { server } = settings;
  const backups = settings.backup?.folder;
  const mode =
    server === undefined || options.forceTraining ? await trainingDeps(options, settings) : await liveDeps(options, settings, server);

  const hostLog = log('reader-host');
  const hosted = new HostedDriver({
    spawn: () => forkReaderHost(join(options.mainFolder, 'reader-host.js'), hostLog),
    onLost: (why) => hostLog.error('the reader host was lost and is restarted', { detail: why }),
  });
  const source = mode.training === null ? hosted : combineSources(hosted, cardSourceFor(mode.training.driver));
  const preferencesFile = preferencesFileOf(profile);
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
    dialogs: backups === undefined ? options.dialogs : checkChosenFiles(options.dialogs, (file) => refuseBackupFile(file, backups)),
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
