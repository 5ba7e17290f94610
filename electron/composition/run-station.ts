import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { app, Menu, powerMonitor, type BrowserWindow } from 'electron';
import { cannotStart, detailOf } from '../app/cannot-start.js';
import { printOutput, printForScript } from '../app/print-output.js';
import { checkChosenFiles, systemDialogs } from '../app/system-dialogs.js';
import { refuseOwnFile } from '../core/own-files.js';
import { endProcess } from '../app/end-process.js';
import { answerCalls } from '../app/ipc.js';
import { sendEvent } from '../app/page-messages.js';
import { Quit } from '../app/quit.js';
import { quitSystem } from '../app/quit-system.js';
import { relaunchOptions } from '../app/restart.js';
import { denyByDefault } from '../app/security.js';
import { openWindow } from '../app/window.js';
import { answerWithCommandFile } from '../automation/command-file.js';
import { removeStaleCommands, receiveCommand } from '../automation/command-handover.js';
import type { RequestedCommand } from '../automation/command.js';
import { failedOutcome, formatOutcome } from '../automation/outcome.js';
import { runOneShot } from '../boot/one-shot.js';
import { ownFoldersOf } from '../boot/start-journal.js';
import { windowlessCommand } from '../boot/windowless-commands.js';
import { logUnhandled } from '../boot/unhandled.js';
import { openLog } from '../core/log.js';
import { schedule } from '../core/schedule.js';
import { chosenLanguage, preferencesFileOf } from '../settings/preferences.js';
import type { SettingsFiles } from '../settings/settings-files.js';
import { endSpareWorkers, startSpareWorkers } from '../store/store-worker.js';
import { buildStation, type BuiltStation } from './build.js';
import type { Station } from './station-deps.js';

/** Settings files, main process folder and command. */
interface RunStationDeps {
  readonly settingsFiles: SettingsFiles;
  readonly mainFolder: string;
  /** The command on the command line; null if there is none. */
  readonly asked: RequestedCommand | null;
}

/** Builds the station, opens its window, and ends the process with it; or runs a command that opens no window. */
export async function runStation({ settingsFiles, mainFolder, asked }: RunStationDeps): Promise<void> {
  const profile = app.getPath('userData');
  const { log } = openLog(join(profile, 'logs'));
  const main = log('main');
  const quit = new Quit({ system: quitSystem, schedule, log: main });
  logUnhandled(process, main);
  const refused = (what: string, facts: Readonly<Record<string, string>>): void => {
    log('security').warn(`${what} refused`, facts);
  };
  denyByDefault(refused);
  // Chromium writes dates in fields, and its own texts, in the language that it starts with.
  const language = chosenLanguage(preferencesFileOf(profile));
  if (language !== null && !app.commandLine.hasSwitch('lang')) app.commandLine.appendSwitch('lang', language);
  // Before Electron is ready, so that it does not build its own menu first, which takes a while. The window sets that of macOS.
  if (process.platform !== 'darwin') Menu.setApplicationMenu(null);

  // For the journal and the request cache: the threads load while Electron starts.
  startSpareWorkers(join(mainFolder, 'store-worker.js'), 2);

  let window: BrowserWindow | null = null;
  const windowNow = (): BrowserWindow | null => window;
  let tellOpen: (built: BuiltStation) => void = () => undefined;
  const openStation = new Promise<BuiltStation>((resolve) => {
    tellOpen = resolve;
  });
  app.on('second-instance', (_event, _args, _folder, data) => {
    receiveCommand(profile, data, async (command) => (await openStation).doCommand(command)).then(
      (isCommand) => {
        // A script's command must not take the keyboard focus from the operator.
        if (isCommand) return;
        if (window?.isMinimized() === true) window.restore();
        window?.focus();
      },
      (error: unknown) => {
        main.error('the outcome of a command cannot be written', { detail: detailOf(error) });
      },
    );
  });

  await app.whenReady();
  const place = { profile, settingsFiles, mainFolder, operator: userInfo().username, station: hostname() };
  const print = asked === null ? printOutput : printForScript;
  const done = await runOneShot(app.commandLine, place, asked, print);
  if (done !== null) {
    await endProcess(done);
    return;
  }
  // After the window below, because the page's process then starts beside this one.
  const building = nextTurn().then(() =>
    buildStation({
      ...place,
      version: app.getVersion(),
      locale: app.getLocale(),
      forceTraining: app.commandLine.hasSwitch('training'),
      window: windowNow,
      dialogs: checkChosenFiles(answerWithCommandFile(systemDialogs(windowNow)), (file) => refuseOwnFile(file, ownFoldersOf(profile))),
      log,
      send: (event) => {
        sendEvent(window, event);
      },
      restart: () => {
        // Lets the answer to the call be sent first.
        setImmediate(() => {
          app.relaunch(relaunchOptions(process));
          app.quit();
        });
      },
    }),
  );
  const question = windowlessCommand(app.commandLine, asked);
  const answering = building.then(({ station }) => station.answerCallDeps);
  // The error is reported to a person below; callers that wait for the station get none.
  answering.catch(() => undefined);
  answerCalls({
    window: windowNow,
    answerCallDeps: answering,
    onError: (call, error) => {
      log('ipc').warn('a call failed', { call, code: error.code });
    },
  });
  // A station that is still being built is stopped once it exists; a failed one has nothing to stop.
  quit.stopFirst(() =>
    building.then(
      ({ station }) => station.stop(),
      () => 'stopped' as const,
    ),
  );
  let isOpen = false;
  app.on('window-all-closed', () => {
    if (isOpen) app.quit();
  });

  const open = (hold: (opened: BrowserWindow) => void): Promise<void> =>
    openWindow({
      mainFolder,
      rendererFolder: join(mainFolder, '..', 'renderer'),
      photoOf: async (userId) => (await building).station.photoOf(userId),
      refused,
      built: building,
      log: log('window'),
      opened: (opened) => {
        window = opened;
        // A hanging page would keep its window open, and with it the station.
        opened.on('close', (event) => {
          setImmediate(() => {
            if (!event.defaultPrevented) app.quit();
          });
        });
        hold(opened);
      },
    });
  // Loads the page while the station is built, which saves half the time. The window is shown once there is a station.
  const opening = question !== null ? null : open(() => undefined);
  opening?.catch(() => undefined);

  let station: Station;
  try {
    const built = await building;
    station = built.station;
    endSpareWorkers();
    if (question !== null) {
      const { output, text, code } = await question(built);
      print(output, text);
      await endProcess(code);
      return;
    }
    powerMonitor.on('resume', built.wokeUp);
    // A locked desk must not prevent the computer from shutting down.
    powerMonitor.on('shutdown', () => station.kiosk?.release());
  } catch (error) {
    main.error('the station cannot start', { detail: detailOf(error) });
    if (asked === null) {
      await cannotStart(error, quit);
      return;
    }
    // A script cannot close a dialog.
    const { output, text, code } = formatOutcome(asked.command, failedOutcome('cannot-open', detailOf(error)), asked.isJson);
    print(output, text);
    await endProcess(code);
    return;
  }

  const hold = (opened: BrowserWindow): void => {
    station.kiosk?.hold(opened);
    // On Windows only the window receives the end of a session.
    opened.once('session-end', () => station.kiosk?.release());
    // A page can close its own window without asking.
    opened.once('closed', () => {
      if (station.kiosk?.isLocked === true && !quit.isStopping) void open(hold);
    });
  };
  const opened = windowNow();
  if (opened !== null) hold(opened);
  isOpen = true;
  try {
    await Promise.all([opening, station.start()]);
  } catch (error) {
    // The window was closed while the station opened.
    if (quit.isStopping) return;
    isOpen = false;
    main.error('the station cannot start', { detail: detailOf(error) });
    await quit.stop();
    await cannotStart(error, quit);
    return;
  }
  // The window was closed while the station opened.
  if (quit.isStopping) return;
  tellOpen(await building);
  // The station is open; a leftover file is no reason to end it.
  await removeStaleCommands(profile, new Date()).catch((error: unknown) => {
    main.warn('old commands cannot be removed', { detail: detailOf(error) });
  });
  main.info('the station is open', { version: app.getVersion(), electron: process.versions.electron });
}
