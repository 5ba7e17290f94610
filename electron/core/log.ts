import { join } from 'node:path';
import log from 'electron-log/node';

/** Facts of a log line. Never a name, account, card id or comment: log files are sent to others. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null>>;

export interface Log {
  info(what: string, facts?: LogFacts): void;
  warn(what: string, facts?: LogFacts): void;
  error(what: string, facts?: LogFacts): void;
}

/** Returns the path of the log file in its folder. */
export function logFileOf(folder: string): string {
  return join(folder, 'card-desk.log');
}

/**
 * Opens the station's log: a file in the profile of at most 5 MB plus one older file, and the terminal if there is one. Each
 * event is one line: module, what happened, facts as JSON.
 */
export function openLog(folder: string): { readonly log: (module: string) => Log } {
  log.transports.file.resolvePathFn = () => logFileOf(folder);
  // Writes without waiting: a disk that does not answer must not block the desk or its exit.
  log.transports.file.sync = false;
  log.transports.file.maxSize = 5 * 1024 * 1024;
  log.transports.file.format = '{y}-{m}-{d}T{h}:{i}:{s}.{ms}{z} {level} {text}';
  // Without a terminal nothing would be shown.
  if (!process.stdout.isTTY) log.transports.console.level = false;
  log.transports.console.format = '{level} {text}';
  const line = (module: string, what: string, facts: LogFacts | undefined): string =>
    facts === undefined ? `[${module}] ${what}` : `[${module}] ${what} ${JSON.stringify(facts)}`;
  return {
    log: (module) => ({
      info: (what, facts) => {
        log.info(line(module, what, facts));
      },
      warn: (what, facts) => {
        log.warn(line(module, what, facts));
      },
      error: (what, facts) => {
        log.error(line(module, what, facts));
      },
    }),
  };
}
