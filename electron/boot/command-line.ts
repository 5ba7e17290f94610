import { InputError, secretFrom } from './standard-input.js';
import { hashPin, PinError } from '../kiosk/pin.js';
import { checkSettingsFile, readSettings, type SettingsFiles, type SettingsOutcome } from '../settings/settings-files.js';
import { describeProblem } from '../settings/settings-problems.js';

/** Dependencies of the commands that need no window, display or ready Electron. */
export interface CommandLineDeps {
  /** The arguments after the program name. */
  readonly args: readonly string[];
  readonly version: string;
  readonly settingsFiles: SettingsFiles;
  /** Reads standard input. */
  readonly readInput: () => Uint8Array;
}

/** Text for the terminal, and the exit code: 0 for success, 1 for failure. */
export interface CommandAnswer {
  readonly text: string;
  readonly code: 0 | 1;
}

/**
 * Runs `--version`, `--hash-pin`, `--check-config [FILE]` or `--print-config`; null if there is none of these. Without FILE,
 * `--check-config` checks the files this station would use.
 */
export function answerCommandLine({ args, version, settingsFiles, readInput }: CommandLineDeps): CommandAnswer | null {
  if (args.includes('--version')) return { text: `Card Desk ${version}\n`, code: 0 };
  if (args.includes('--hash-pin')) return hashed(readInput());
  const check = valueOf(args, '--check-config');
  if (check !== null) {
    return checked(check === '' ? readSettings(settingsFiles) : checkSettingsFile(check));
  }
  if (args.includes('--print-config')) return printed(readSettings(settingsFiles));
  return null;
}

/** Returns the value of `--name=VALUE` or `--name VALUE`; empty if it has no value, null if the switch is missing. */
function valueOf(args: readonly string[], name: string): string | null {
  const index = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  const found = args[index];
  if (found === undefined) return null;
  if (found !== name) return found.slice(name.length + 1);
  const next = args[index + 1];
  return next === undefined || next.startsWith('--') ? '' : next;
}

/** Returns the hash of the PIN on the first line, for the settings. */
function hashed(input: Uint8Array): CommandAnswer {
  try {
    return { text: `${hashPin(secretFrom(input))}\n`, code: 0 };
  } catch (error) {
    if (!(error instanceof PinError || error instanceof InputError)) throw error;
    return { text: `${error.message}\n`, code: 1 };
  }
}

function checked(outcome: SettingsOutcome): CommandAnswer {
  if (outcome.outcome === 'invalid') return { text: lines(outcome.problems.map(describeProblem)), code: 1 };
  const { files, overruled } = outcome;
  return {
    text: lines([
      ...overruled.map(describeProblem),
      files.length === 0 ? 'No settings file found. The defaults apply.' : `No errors in: ${files.join(', ')}`,
    ]),
    code: 0,
  };
}

function printed(outcome: SettingsOutcome): CommandAnswer {
  if (outcome.outcome === 'invalid') return checked(outcome);
  const { files, settings, overruled } = outcome;
  return { text: `${JSON.stringify({ files, settings, overruled: overruled.map(describeProblem) }, null, 2)}\n`, code: 0 };
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
