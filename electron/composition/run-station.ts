import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { app, powerMonitor, type BrowserWindow } from 'electron';
import { cannotStart, detailOf } from '../app/cannot-start.js';
import { tell } from '../app/tell.js';
import { outsideOf } from '../app/dialogs.js';
import { endProcess } from '../app/end-process.js';
import { answerCalls, sendEvent } from '../app/ipc.js';
import { Quit } from '../app/quit.js';
import { quitSystem } from '../app/quit-system.js';
import { relaunchOptions } from '../app/restart.js';
import { denyByDefault } from '../app/security.js';
import { openWindow } from '../app/window.js';
import { diagnose } from '../boot/diagnose.js';
import { probeServer } from '../boot/probe-server.js';
import { runOneShot } from '../boot/one-shot.js';
import { logUnhandled } from '../boot/unhandled.js';
import { openLog } from '../core/log.js';
import { spareMemory } from '../core/memory.js';
import { schedule } from '../core/schedule.js';
import type { SettingsFiles } from '../settings/settings-files.js';
import { endSpareWorkers, startSpareWorkers } from '../store/store-worker.js';
import { buildStation } from './build.js';
import type { Station } from './station-parts.js';

/** Where the settings are, and the scripts of the main process. */
interface Place {
  readonly settingsFiles: SettingsFiles;
  readonly mainFolder: string;
}

/** Opens the station: builds it, opens its window, and ends the process with it. A command that opens no window is done instead. */
export async function runStation({ settingsFiles, mainFolder }: Place): Promise<void> {
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
  startSpareWorkers(join(mainFolder, 'store-worker.js'), 2);

  let window: BrowserWindow | null = null;
  const windowNow = (): BrowserWindow | null => window;
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });

  await app.whenReady();
  const place = { profile, settingsFiles, mainFolder, operator: userInfo().username, station: hostname() };
  const done = await runOneShot(app.commandLine, place, tell);
  if (done !== null) {
    await endProcess(done);
    return;
  }
  const probeTo = app.commandLine.getSwitchValue('probe-server');
  const building = buildStation({
    ...place,
    version: app.getVersion(),
    locale: app.getLocale(),
    forceTraining: app.commandLine.hasSwitch('training'),
    window: windowNow,
    outside: { ...outsideOf(windowNow), ...(probeTo === '' ? {} : { chooseFile: () => Promise.resolve(probeTo) }) },
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
  const isAsked = app.commandLine.hasSwitch('diagnose') || probeTo !== '';
  const answering = building.then(({ station }) => station.answering);
  // Whoever waits for the station is not told why there is none; a person is, below.
  answering.catch(() => undefined);
  answerCalls({
    window: windowNow,
    answering,
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
      mainFolder,
      rendererFolder: join(mainFolder, '..', 'renderer'),
      photoOf: async (userId) => (await building).station.photoOf(userId),
      refused,
      built: building,
      log: log('window'),
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
      const { text, code } = await (probeTo === '' ? diagnose(station, built.watcher) : probeServer(station));
      tell(code === 0 || probeTo === '' ? 1 : 2, text);
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
    // Windows tells of the end of a session by the window alone.
    opened.once('session-end', () => station.kiosk?.release());
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
