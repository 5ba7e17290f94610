import type { Log } from '../core/log.js';

/** The log's name for an unhandled error. A test fails if its station logs one. */
export const UNHANDLED = 'unhandled error';

/** Logs every unhandled exception and promise rejection. Electron only prints a warning for the latter on a terminal. */
export function logUnhandled(source: NodeJS.EventEmitter, log: Pick<Log, 'error'>): void {
  const detailOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
  source.on('uncaughtException', (error: unknown) => {
    log.error(UNHANDLED, { kind: 'exception', detail: detailOf(error) });
  });
  source.on('unhandledRejection', (reason: unknown) => {
    log.error(UNHANDLED, { kind: 'rejection', detail: detailOf(reason) });
  });
}
