import { hashPin, PinError } from '../kiosk/pin.js';
import { checkSettingsFile, readSettings, type SettingsFiles, type SettingsOutcome } from './settings-files.js';
import { describeProblem } from './settings-problems.js';

/** What the command line asks for that needs no window, no display and no Electron that is ready. */
export interface CommandLineOptions {
  /** The arguments after the program's own name. */
  readonly args: readonly string[];
  readonly version: string;
  readonly settingsFiles: SettingsFiles;
  /** What stands on standard input. */
  readonly readInput: () => string;
}

/** Text for the terminal, and the exit code: 0 in order, 1 not. */
export interface CommandAnswer {
  readonly text: string;
  readonly code: 0 | 1;
}

/**
 * Answers `--version`, `--hash-pin`, `--check-config [FILE]` and `--print-config`; null when the command line asks for none of them.
 * Without a FILE, `--check-config` checks the files this station would use.
 */
export function answerCommandLine({ args, version, settingsFiles, readInput }: CommandLineOptions): CommandAnswer | null {
  if (args.includes('--version')) return { text: `Card Desk ${version}\n`, code: 0 };
  if (args.includes('--hash-pin')) return hashed(readInput());
  const check = valueOf(args, '--check-config');
  if (check !== null) {
    return checked(check === '' ? readSettings(settingsFiles) : checkSettingsFile(check));
  }
  if (args.includes('--print-config')) return printed(readSettings(settingsFiles));
  return null;
}

/**
 * Switches of Chromium that take a protection away, and that a shortcut on the desk must not be able to give. What lets
 * a debugger in is only refused where none is in: the end-to-end tests drive the station through one, and the fuse that
 * lets it in is open in their package alone.
 *
 * @returns the first one on the command line, or null
 */
export function refusedSwitch(args: readonly string[], isDebuggerIn: boolean): string | null {
  const names = args.filter((arg) => arg.startsWith('--')).map((arg) => (arg.split('=')[0] ?? arg).toLowerCase());
  return names.find((name) => refused.has(name) || (!isDebuggerIn && debugging.test(name))) ?? null;
}

const debugging = /^--(?:remote-debugging|remote-allow-origins|inspect|devtools|auto-open-devtools)/;

const refused: ReadonlySet<string> = new Set([
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
  '--disable-web-security',
  '--host-resolver-rules',
  '--host-rules',
  '--ignore-certificate-errors',
  '--ignore-certificate-errors-spki-list',
  '--js-flags',
  '--load-extension',
  '--log-net-log',
  '--ssl-key-log-file',
  '--ssl-version-min',
  '--unsafely-treat-insecure-origin-as-secure',
  '--test-type',
]);

/** `--name=VALUE` or `--name VALUE`; empty when the switch stands alone, null when it is not there. */
function valueOf(args: readonly string[], name: string): string | null {
  const index = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  const found = args[index];
  if (found === undefined) return null;
  if (found !== name) return found.slice(name.length + 1);
  const next = args[index + 1];
  return next === undefined || next.startsWith('--') ? '' : next;
}

/** The hash of the PIN on the first line, for the settings. */
function hashed(input: string): CommandAnswer {
  try {
    return { text: `${hashPin(input.replace(/\r?\n[^]*$/, ''))}\n`, code: 0 };
  } catch (error) {
    if (!(error instanceof PinError)) throw error;
    return { text: `${error.message}\n`, code: 1 };
  }
}

function checked(outcome: SettingsOutcome): CommandAnswer {
  if (outcome.outcome === 'invalid') return { text: lines(outcome.problems.map(describeProblem)), code: 1 };
  const { files, overruled } = outcome;
  return {
    text: lines([...overruled.map(describeProblem), files.length === 0 ? 'There is no settings file; the defaults count.' : `In order: ${files.join(', ')}`]),
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
