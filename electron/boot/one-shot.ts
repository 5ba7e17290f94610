import type { CommandLine } from 'electron';
import type { RequestedCommand } from '../automation/command.js';
import { failedOutcome, formatOutcome, type CommandOutcome } from '../automation/outcome.js';
import { refuseBackupFile, refuseOwnFile } from '../core/own-files.js';
import { systemKeyStore } from '../core/key-store.js';
import { exportJournal } from '../history/export-journal.js';
import { answerBackupCommand, isBackupCommand } from './backup-commands.js';
import { storeDirectoryPassword } from './directory-password.js';
import { readStandardInput, secretFrom } from './standard-input.js';
import { openLiveJournal, ownFoldersOf, type JournalLocation } from './start-journal.js';
import { readSettings, type SettingsFiles } from '../settings/settings-files.js';

type CommandLocation = JournalLocation & { readonly settingsFiles: SettingsFiles };

/** Prints text to standard output (1) or standard error (2). */
export type Print = (output: 1 | 2, text: string) => void;

/**
 * Runs a command that opens no window.
 * @returns the exit code; null if there is no such command and the station should open
 */
export async function runOneShot(
  commandLine: Pick<CommandLine, 'hasSwitch' | 'getSwitchValue'>,
  place: CommandLocation,
  asked: RequestedCommand | null,
  tell: Print,
): Promise<number | null> {
  if (asked?.command.command === 'export-journal') return exportLiveJournal(place, asked, tell);
  if (commandLine.hasSwitch('keep-directory-password')) return storePassword(place.profile, tell);
  if (!isBackupCommand(commandLine)) return null;
  const { text, code } = await answerBackupCommand(commandLine, { ...place, readInput: readStandardInput });
  tell(code === 0 ? 1 : 2, text);
  return code;
}

/** Runs `--keep-directory-password`: stores the password from standard input, encrypted. @returns the exit code */
async function storePassword(profile: string, tell: Print): Promise<number> {
  try {
    await storeDirectoryPassword(profile, systemKeyStore, secretFrom(readStandardInput()));
    tell(1, 'The directory password was saved.\n');
    return 0;
  } catch (error) {
    tell(2, `The password was not saved. ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

/** Runs `--export-journal=FILE`: writes the live journal as text. @returns the exit code */
async function exportLiveJournal(place: CommandLocation, { command, isJson }: RequestedCommand, tell: Print): Promise<number> {
  let outcome: CommandOutcome;
  try {
    await refuseOwnFile(command.file, ownFoldersOf(place.profile));
    // Invalid settings name no backup folder, and the journal can still be exported.
    const read = readSettings(place.settingsFiles);
    const backups = read.outcome === 'invalid' ? undefined : read.settings.backup?.folder;
    if (backups !== undefined) await refuseBackupFile(command.file, backups);
    const journal = await openLiveJournal(place);
    const facts = await exportJournal(journal, command.file);
    await journal.close();
    outcome = { outcome: 'done', facts };
  } catch (error) {
    outcome = failedOutcome('file-failed', error instanceof Error ? error.message : String(error));
  }
  const { output, text, code } = formatOutcome(command, outcome, isJson);
  tell(output, text);
  return code;
}
