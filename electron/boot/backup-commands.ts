import { join } from 'node:path';
import type { CommandLine } from 'electron';
import { InputError, secretFrom } from './standard-input.js';
import { newDerivation } from '../store/backup-key.js';
import { storeBackupPassphrase } from '../backup/backup-passphrase.js';
import type { CommandAnswer } from './command-line.js';
import { systemKeyStore } from '../core/key-store.js';
import { refuseOwnFile } from '../core/own-files.js';
import { ownFoldersOf } from './start-journal.js';
import { openArchiveFile } from '../backup/open-archive-file.js';
import { restoreBackup } from '../backup/restore-backup.js';

const KEEP = 'keep-backup-passphrase';
const RESTORE = 'restore-backup';
const OPEN = 'open-archive';

type Switches = Pick<CommandLine, 'hasSwitch' | 'getSwitchValue'>;

export interface BackupCommandDeps {
  readonly profile: string;
  readonly mainFolder: string;
  readonly operator: string;
  readonly station: string;
  /** Reads standard input. */
  readonly readInput: () => Uint8Array;
}

/** Returns whether the command line has a backup command. The station must be closed for these. */
export function isBackupCommand(line: Switches): boolean {
  return line.hasSwitch(KEEP) || line.hasSwitch(RESTORE) || line.hasSwitch(OPEN);
}

/**
 * Runs `--keep-backup-passphrase`, `--restore-backup=FILE` or `--open-archive=FILE`. All read the passphrase from the first
 * line of standard input.
 */
export async function answerBackupCommand(line: Switches, options: BackupCommandDeps): Promise<CommandAnswer> {
  let passphrase: string;
  try {
    passphrase = secretFrom(options.readInput());
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { text: `Nothing was changed. ${error.message}\n`, code: 1 };
  }
  if (line.hasSwitch(OPEN)) return openArchive(line.getSwitchValue(OPEN), passphrase, options);
  return line.hasSwitch(KEEP) ? storePassphrase(passphrase, options) : restore(line.getSwitchValue(RESTORE), passphrase, options);
}

async function storePassphrase(passphrase: string, { profile }: BackupCommandDeps): Promise<CommandAnswer> {
  try {
    const protection = await storeBackupPassphrase(profile, systemKeyStore, passphrase, newDerivation());
    const where =
      protection === 'system'
        ? 'in the system’s key store'
        : 'in a file that only this user can read, like the journal’s key, because this system has no key store';
    return {
      text: `The backup passphrase is set. Its key is stored ${where}.\nKeep the passphrase in a safe place away from the backups. Without it, no backup can be opened.\n`,
      code: 0,
    };
  } catch (error) {
    return { text: `The passphrase was not set. ${messageOf(error)}\n`, code: 1 };
  }
}

async function restore(
  file: string,
  passphrase: string,
  { profile, mainFolder, operator, station }: BackupCommandDeps,
): Promise<CommandAnswer> {
  if (file === '') return { text: 'Nothing was restored: the file name of the backup is missing (--restore-backup=FILE).\n', code: 1 };
  const storeWorker = join(mainFolder, 'store-worker.js');
  const context = { operator, station };
  try {
    const {
      entries,
      head,
      madeAt,
      station: from,
      unsettled,
    } = await restoreBackup({ profile, storeWorker, file, passphrase, context, keyStore: systemKeyStore, now: () => new Date() });
    return {
      text:
        `Restored: the journal of ${from} as it was at ${madeAt}, ${entries} entries, head ${head}.\n` +
        `Bindings not settled: ${unsettled}. The station asks the server about each of them, and sends none automatically. Those that the server does not have appear under Attention.\n` +
        'Work done after the backup is not in the journal. Set the backup passphrase on this computer too: card-desk --keep-backup-passphrase.\n',
      code: 0,
    };
  } catch (error) {
    return { text: `Nothing was restored from ${file}, and nothing was changed. ${messageOf(error)}\n`, code: 1 };
  }
}

/** Writes the content of an archive as text beside it. */
async function openArchive(file: string, passphrase: string, { profile }: BackupCommandDeps): Promise<CommandAnswer> {
  if (file === '') return { text: 'Nothing was opened: the file name of the archive is missing (--open-archive=FILE).\n', code: 1 };
  const to = `${file}.jsonl`;
  try {
    await refuseOwnFile(to, ownFoldersOf(profile));
    const { entries, bindings } = await openArchiveFile(file, passphrase, to);
    return {
      text: `${entries} entries of ${bindings} bindings were written to ${to}. It contains readable personal data. Delete the file when you are done.\n`,
      code: 0,
    };
  } catch (error) {
    return { text: `Nothing was written, and ${file} is unchanged. ${messageOf(error)}\n`, code: 1 };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
