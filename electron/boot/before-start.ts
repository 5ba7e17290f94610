import { url as debuggerUrl } from 'node:inspector';
import { join } from 'node:path';
import { app } from 'electron';
import { systemSettingsFile, type SettingsFiles } from '../settings/settings-files.js';
import { refusedArgument } from './switches.js';

/** Only a clone, or the package of the end-to-end tests, can be under a debugger: the fuse of an installed station is closed. */
const isDebuggerIn = debuggerUrl() !== undefined;
/** Not by the program's name, as Electron tells it: an installed station loads nothing but its archive. */
const isClone = !app.getAppPath().endsWith('.asar');

/** Returns why the station does not start with this command line or environment, in words for a person; null when it does. */
export function startRefusal(args: readonly string[], refusedVariable: string | null): string | null {
  if (refusedVariable !== null)
    return `Card Desk does not start while the environment variable ${refusedVariable} is set: it would take a protection away.`;
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

/** Where the settings are. A test may name another system-wide file, where a debugger is in anyway. */
export function settingsFilesOf(profile: string): SettingsFiles {
  const user = join(profile, 'settings.json');
  const instead = isDebuggerIn ? process.env['CARD_DESK_SYSTEM_SETTINGS'] : undefined;
  if (instead === undefined) return { system: systemSettingsFile(process.platform), user };
  return { system: instead, user, ...(process.getuid === undefined ? {} : { alsoTrustedUid: process.getuid() }) };
}
