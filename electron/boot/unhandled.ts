import type { Log } from '../core/log.js';

/** How the log calls an error that nothing in the program took. A test whose station logs one fails. */
export const UNHANDLED = 'unhandled error';

/** Logs each exception and each rejection of a promise that nothing takes; Electron only warns of the latter, on a terminal. */
export function logUnhandled(source: NodeJS.EventEmitter, log: Pick<Log, 'error'>): void {
  const detailOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
  source.on('uncaughtException', (error: unknown) => {
    log.error(UNHANDLED, { kind: 'exception', detail: detailOf(error) });
  });
  source.on('unhandledRejection', (reason: unknown) => {
    log.error(UNHANDLED, { kind: 'rejection', detail: detailOf(reason) });
  });
}
