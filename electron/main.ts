import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { app, dialog } from 'electron';
import { registerAppScheme } from './app/app-protocol.js';
import { commandOf, isForScript, type RequestedCommand } from './automation/command.js';
import { failedOutcome, formatOutcome } from './automation/outcome.js';
import { runCommand } from './automation/run-command.js';
import { cannotStart, detailOf } from './app/cannot-start.js';
import { printOutput, printForScript } from './app/print-output.js';
import { isBackupCommand } from './boot/backup-commands.js';
import { settingsFilesOf, startRefusal } from './boot/before-start.js';
import { answerCommandLine } from './boot/command-line.js';
import { clearEnvironment } from './boot/environment.js';
import { profileOf, profileProblem, temporaryFolderProblem } from './boot/profile.js';
import { readStandardInput } from './boot/standard-input.js';
import { runStation } from './composition/run-station.js';
import { allocateAsShortLived, limitHeapGrowth } from './core/memory.js';
import { writeOutput } from './core/write-output.js';

/** Starts the program: says why it does not start, answers a command that needs no station, or runs the station. */

// Cleared before any other code of the station or of Node reads it.
const refusedVariable = clearEnvironment(process.env);
// From the start: a heap that has grown once keeps its room.
limitHeapGrowth();
allocateAsShortLived();
const args = process.argv.slice(1);
const refusal = startRefusal(args, refusedVariable);
// The installer's shortcut has the same name: Windows shows one button for both, and says whose messages it shows.
if (process.platform === 'win32') app.setAppUserModelId('org.carddesk.station');
app.setPath('userData', profileOf(app.getPath('userData'), app.getPath('appData'), process.platform, process.env, homedir()));
const settingsFiles = settingsFilesOf(app.getPath('userData'));
const answer =
  refusal === null ? answerCommandLine({ args, version: app.getVersion(), settingsFiles, readInput: readStandardInput }) : null;
const asked = refusal === null ? commandOf(args, process.cwd(), new Date()) : null;
const isScript = isForScript(args);
// If the named profile cannot be used, Chromium silently uses the default one, which has another journal and other settings.
const namedProfile = app.commandLine.getSwitchValue('user-data-dir');
const profiles = [...(namedProfile === '' ? [] : [resolve(namedProfile)]), app.getPath('userData')];
const profileTrouble =
  refusal === null
    ? (profiles.map((profile) => profileProblem(profile)).find((trouble) => trouble !== null) ?? temporaryFolderProblem(process.env))
    : null;

const run = (): Promise<void> =>
  runStation({ settingsFiles, mainFolder: __dirname, asked: asked !== null && 'command' in asked ? asked : null });

/** Reports to the caller of a command that there is no station to run it, and ends the process. */
function endCommand({ command, isJson }: RequestedCommand, detail: string): void {
  const { output, text, code } = formatOutcome(command, failedOutcome('cannot-open', detail), isJson);
  printForScript(output, text);
  app.exit(code);
}

registerAppScheme();
// As root, which is how containers run tests, Chromium starts only without its sandbox, and says so when asked for both.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

if (refusal !== null) {
  writeOutput(2, `${refusal}\n`);
  // A shortcut has no terminal, so a dialog shows the message. A script gets no dialog, because no one would close it. No window of
  // the station is open then.
  if (process.platform !== 'linux' && !isScript) dialog.showErrorBox('Card Desk cannot start', refusal);
  app.exit(1);
} else if (answer !== null) {
  printOutput(1, answer.text);
  app.exit(answer.code);
} else if (asked !== null && 'problem' in asked) {
  printForScript(2, `Nothing was done: ${asked.problem}\n`);
  app.exit(1);
} else if (profileTrouble !== null && asked !== null) {
  endCommand(asked, profileTrouble);
} else if (profileTrouble !== null) {
  // Without this, a lock that cannot be taken would look like a station that is open already, and nothing would be said.
  dialog.showErrorBox('Card Desk cannot start', profileTrouble);
  writeOutput(2, `${profileTrouble}\n`);
  app.exit(1);
} else if (asked !== null) {
  runCommand(asked, { profile: app.getPath('userData'), lock: (data) => app.requestSingleInstanceLock(data), run }).then(
    (told) => {
      if (told === null) return;
      printForScript(told.output, told.text);
      app.exit(told.code);
    },
    (error: unknown) => {
      endCommand(asked, detailOf(error));
    },
  );
} else if (app.requestSingleInstanceLock()) {
  run().catch((error: unknown) => cannotStart(error));
} else if (isBackupCommand(app.commandLine) || app.commandLine.hasSwitch('probe-server')) {
  printOutput(2, 'Nothing was done: the station is open. Close it, then run the command again.\n');
  app.exit(1);
} else {
  // The station that is open already comes to the front instead.
  app.quit();
}
