import { url as debuggerUrl } from 'node:inspector';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, powerMonitor } from 'electron';
import { endProcess } from './app/end-process.js';
import { Quit } from './app/quit.js';
import { quitSystem } from './app/quit-system.js';
import { clearEnvironment } from './boot/environment.js';
import { say } from './boot/say.js';
import { readStandardInput, secretFrom } from './boot/standard-input.js';
import { refusedArgument } from './boot/switches.js';
import { answerCalls, sendEvent } from './app/ipc.js';
import { spareMemory } from './core/memory.js';
import { registerAppScheme } from './app/app-protocol.js';
import { buildStation } from './composition/build.js';
import { answerBackupCommand, isBackupCommand } from './boot/backup-commands.js';
import { answerCommandLine } from './boot/command-line.js';
import { keepDirectoryPassword } from './boot/directory-password.js';
import { diagnose } from './boot/diagnose.js';
import { exportJournal } from './history/export-journal.js';
import { systemKeyStore } from './core/key-store.js';
import { logFileOf, openLog } from './core/log.js';
import { outsideOf } from './app/dialogs.js';
import { relaunchOptions } from './app/restart.js';
import { denyByDefault } from './app/security.js';
import { whyProfileCannotBeWritten } from './boot/profile.js';
import { schedule } from './core/schedule.js';
import { systemSettingsFile, type SettingsFiles } from './settings/settings-files.js';
import { logUnhandled } from './boot/unhandled.js';
import { openWindow } from './app/window.js';
import { openLiveJournal } from './boot/start-journal.js';
import { StartError } from './core/start-error.js';
import type { Station } from './composition/station-parts.js';
import { endSpareWorkers, startSpareWorkers } from './store/store-worker.js';

/** Composition root of the main process: builds the parts, wires them, opens the window. */

// Before anything else of ours, and of Node's, reads them.
const refusedVariable = clearEnvironment(process.env);
const args = process.argv.slice(1);
/** Only a clone, or the package of the end-to-end tests, can be under a debugger: the fuse of an installed station is closed. */
const isDebuggerIn = debuggerUrl() !== undefined;
/** Not by the program's name, as Electron tells it: an installed station loads nothing but its archive. */
const isClone = !app.getAppPath().endsWith('.asar');
const refusal = whyNotStarted();
const settingsFiles = settingsFilesOf(app.getPath('userData'));
const answer = refusal === null ? answerCommandLine({ args, version: app.getVersion(), settingsFiles, readInput: readStandardInput }) : null;
const profileTrouble = refusal === null ? whyProfileCannotBeWritten(app.getPath('userData')) : null;

registerAppScheme();
// As root, which is how containers run tests, Chromium starts only without its sandbox, and says so when asked for both.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

if (refusal !== null) {
  say(2, `${refusal}\n`);
  // Whoever made the shortcut has no terminal there. No window of the station's, and it waits for nothing but this one.
  if (process.platform !== 'linux') dialog.showErrorBox('Card Desk cannot start', refusal);
  app.exit(1);
} else if (answer !== null) {
  say(1, answer.text);
  app.exit(answer.code);
} else if (profileTrouble !== null) {
  // Without this, a lock that cannot be taken would look like a station that is open already, and nothing would be said.
  dialog.showErrorBox('Card Desk cannot start', profileTrouble);
  say(2, `${profileTrouble}\n`);
  app.exit(1);
} else if (app.requestSingleInstanceLock()) {
  run().catch((error: unknown) => cannotStart(error));
} else if (app.commandLine.hasSwitch('export-journal')) {
  say(2, 'The journal was not exported: the station is open. Close it first.\n');
  app.exit(1);
} else if (isBackupCommand(app.commandLine)) {
  say(2, 'Nothing was done: the station is open. Close it first.\n');
  app.exit(1);
} else {
  // The station that is open already comes to the front instead.
  app.quit();
}

async function run(): Promise<void> {
  const profile = app.getPath('userData');
  const { log } = openLog(join(profile, 'logs'));
  const main = log('main');
  const quit = new Quit({ system: quitSystem, schedule, log: main });
  logUnhandled(process, main);
  const refused = (what: string, facts: Readonly<Record<string, string>>): void => {
    log('security').warn(`${what} refused`, facts);
  };
  denyByDefault(refused);

  // The journal, the requests: their threads load while Electron gets ready.
  startSpareWorkers(join(__dirname, 'store-worker.js'), 2);

  let window: BrowserWindow | null = null;
  const windowNow = (): BrowserWindow | null => window;
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });

  await app.whenReady();
  const place = { profile, settingsFiles, mainFolder: __dirname, operator: userInfo().username, station: hostname() };
  const exportTo = app.commandLine.getSwitchValue('export-journal');
  if (exportTo !== '') {
    await endProcess(await exported(place, exportTo));
    return;
  }
  if (app.commandLine.hasSwitch('keep-directory-password')) {
    await endProcess(await keptDirectoryPassword(profile));
    return;
  }
  if (isBackupCommand(app.commandLine)) {
    const { text, code } = await answerBackupCommand(app.commandLine, { ...place, readInput: readStandardInput });
    say(code === 0 ? 1 : 2, text);
    await endProcess(code);
    return;
  }
  const building = buildStation({
    ...place,
    version: app.getVersion(),
    locale: app.getLocale(),
    forceTraining: app.commandLine.hasSwitch('training'),
    window: windowNow,
    outside: outsideOf(windowNow),
    log,
    send: (event) => {
      sendEvent(window, event);
    },
    restart: () => {
      // The answer to the call that asked for it goes out first.
      setImmediate(() => {
        app.relaunch(relaunchOptions(process));
        app.quit();
      });
    },
  });
  const isAsked = app.commandLine.hasSwitch('diagnose');
  const handlers = building.then(({ station }) => station.handlers);
  // Whoever waits for the station is not told why there is none; a person is, below.
  handlers.catch(() => undefined);
  answerCalls({
    window: windowNow,
    handlers,
    troubled: (call, error) => {
      log('ipc').warn('a call came to nothing', { call, code: error.code });
    },
  });
  // A station that is still being built is stopped when it is there; one that cannot be built has nothing to stop.
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
      mainFolder: __dirname,
      rendererFolder: join(__dirname, '..', 'renderer'),
      photoOf: async (userId) => (await building).station.photoOf(userId),
      refused,
      built: building,
      opened: (opened) => {
        window = opened;
        // A page that hangs would keep its window from closing, and with it the station from its end.
        opened.on('close', (event) => {
          setImmediate(() => {
            if (!event.defaultPrevented) app.quit();
          });
        });
        hold(opened);
      },
    });
  // The page loads while the station is built, for that is half of what both take; it is shown when there is one.
  const opening = isAsked ? null : open(() => undefined);
  opening?.catch(() => undefined);

  let station: Station;
  try {
    const built = await building;
    station = built.station;
    endSpareWorkers();
    if (isAsked) {
      const { text, code } = await diagnose(station, built.watcher);
      say(1, text);
      await endProcess(code);
      return;
    }
    powerMonitor.on('resume', built.wokeUp);
    // A machine that is switched off is not held up by its desk.
    powerMonitor.on('shutdown', () => station.kiosk?.release());
  } catch (error) {
    main.error('the station cannot start', { detail: detailOf(error) });
    await cannotStart(error, quit);
    return;
  }

  const hold = (opened: BrowserWindow): void => {
    station.kiosk?.hold(opened);
    // A page that closes itself asks nobody.
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
    // Whoever closes the window while it opens wants no station.
    if (quit.isStopping) return;
    isOpen = false;
    main.error('the station cannot start', { detail: detailOf(error) });
    await quit.stop();
    await cannotStart(error, quit);
    return;
  }
  spareMemory();
  main.info('the station is open', { version: app.getVersion(), electron: process.versions.electron });
}

/** Returns why the station does not start with this command line or environment, in words for a person; null when it does. */
function whyNotStarted(): string | null {
  if (refusedVariable !== null) return `Card Desk does not start while the environment variable ${refusedVariable} is set: it would take a protection away.`;
  const refused = refusedArgument({
    args,
    platform: process.platform,
    isInChromium: (name) => app.commandLine.hasSwitch(name),
    isRoot: process.getuid?.() === 0,
    isDebuggable: isDebuggerIn || isClone,
    appFolder: isClone ? app.getAppPath() : null,
  });
  return refused === null ? null : `Card Desk does not start with ${refused}: the administrator guide lists what it can be started with.`;
}

/** Says in a dialog why the station cannot start, and on standard error for one that is started by a script; ends the process. */
async function cannotStart(error: unknown, quit?: Quit): Promise<void> {
  const detail =
    error instanceof StartError
      ? error.message
      : `An unexpected error stopped the start. The journal is kept as it is.\n\n${detailOf(error)}\n\nStart Card Desk again. If it does not open, send the log to the administrator: ${logFileOf(join(app.getPath('userData'), 'logs'))}`;
  say(2, `${detail}\n`);
  for (const window of BrowserWindow.getAllWindows()) window.destroy();
  if (app.isReady()) await dialog.showMessageBox({ type: 'error', title: 'Card Desk', message: 'Card Desk cannot start', detail });
  else dialog.showErrorBox('Card Desk cannot start', detail);
  if (quit === undefined) app.exit(1);
  else await quit.end(1);
}

function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Where the settings are. A test may name another system-wide file, where a debugger is in anyway. */
function settingsFilesOf(profile: string): SettingsFiles {
  const user = join(profile, 'settings.json');
  const instead = isDebuggerIn ? process.env['CARD_DESK_SYSTEM_SETTINGS'] : undefined;
  if (instead === undefined) return { system: systemSettingsFile(process.platform), user };
  return { system: instead, user, ...(process.getuid === undefined ? {} : { alsoTrustedUid: process.getuid() }) };
}

/** `--keep-directory-password`: keeps what stands on standard input, encrypted, and opens no window. @returns the exit code */
async function keptDirectoryPassword(profile: string): Promise<number> {
  try {
    await keepDirectoryPassword(profile, systemKeyStore, secretFrom(readStandardInput()));
    say(1, 'The password of the directory is kept.\n');
    return 0;
  } catch (error) {
    say(2, `The password was not kept: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

/** `--export-journal=FILE`: writes the live journal as text and opens no window. @returns the exit code */
async function exported(place: Parameters<typeof openLiveJournal>[0], file: string): Promise<number> {
  try {
    const journal = await openLiveJournal(place);
    const { entries, head } = await exportJournal(journal, file);
    await journal.close();
    say(1, `${String(entries)} entries written to ${file}, head ${head}\n`);
    return 0;
  } catch (error) {
    say(2, `The journal was not exported: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
