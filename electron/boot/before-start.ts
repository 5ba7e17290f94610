import { url as debuggerUrl } from 'node:inspector';
import { join } from 'node:path';
import { app } from 'electron';
import { systemSettingsFile, type SettingsFiles } from '../settings/settings-files.js';
import { refusedArgument } from './switches.js';

/** Only a clone, or the package of the end-to-end tests, can run under a debugger: an installed station has that fuse disabled. */
const isDebuggerIn = debuggerUrl() !== undefined;
/** Electron's name for the program does not decide this: an installed station loads only its archive. */
const isClone = !app.getAppPath().endsWith('.asar');

/** Returns why the station refuses this command line or environment, for a person; null if it starts. */
export function startRefusal(args: readonly string[], refusedVariable: string | null): string | null {
  if (refusedVariable !== null)
    return `Card Desk does not start while the environment variable ${refusedVariable} is set, because it would turn off a protection. Remove the variable and start again.`;
  const refused = refusedArgument({
    args,
    platform: process.platform,
    isInChromium: (name) => app.commandLine.hasSwitch(name),
    isRoot: process.getuid?.() === 0,
    isDebuggable: isDebuggerIn || isClone,
    appFolder: isClone ? app.getAppPath() : null,
  });
  return refused === null
    ? null
    : `Card Desk does not start with ${refused}. Remove it and start again. For the allowed switches, see “Command line” in the administrator guide.`;
}

/** Returns the paths of the settings files. Under a debugger a test may use another system-wide file. */
export function settingsFilesOf(profile: string): SettingsFiles {
  const user = join(profile, 'settings.json');
  const instead = isDebuggerIn ? process.env['CARD_DESK_SYSTEM_SETTINGS'] : undefined;
  if (instead === undefined) return { system: systemSettingsFile(process.platform), user };
  return { system: instead, user, ...(process.getuid === undefined ? {} : { alsoTrustedUid: process.getuid() }) };
}
