import type { EventKind } from './event-kind.js';
import { originOf, ownId } from './entry-message.js';
import { syslogLine } from './syslog.js';

/** State of the station, in codes and figures. */
export interface Health {
  readonly version: string;
  /** The computer's name. */
  readonly station: string;
  readonly readers: number;
  readonly cardService: 'starting' | 'up' | 'down';
  readonly server: 'connecting' | 'up' | 'down';
  /** Number of bindings that are not settled. */
  readonly unsettled: number;
  /** Number of journal entries, and the last hash. */
  readonly entries: number;
  readonly head: string;
  /** Time of the last good backup; null if there is none or backups are off. */
  readonly lastBackupAt: string | null;
  readonly backup: 'off' | 'on' | 'failed';
}

export const healthKind: EventKind = {
  id: 9001,
  severity: 'info',
  text: 'State of the station',
  facts: ['readers', 'cardService', 'server', 'unsettled', 'entries', 'head', 'unsent', 'backup', 'lastBackupAt'],
};

/**
 * Returns the state of the station as a syslog message. It is not a journal entry and has no entry number.
 * @param unsent entries that the collector has not confirmed
 */
export function healthMessage(health: Health, unsent: number, now: Date): string {
  const { version, station, ...figures } = health;
  const isWell = figures.server !== 'down' && figures.cardService !== 'down' && figures.backup !== 'failed';
  const facts = { ...figures, lastBackupAt: figures.lastBackupAt ?? 'none', unsent };
  return syslogLine({
    severity: isWell ? healthKind.severity : 'warning',
    at: now.toISOString(),
    host: station,
    eventId: healthKind.id,
    data: [
      originOf(version),
      {
        id: ownId('event'),
        parameters: [['event', 'health'], ...Object.entries(facts).map(([name, value]) => [name, String(value)] as const)],
      },
    ],
    text: healthKind.text,
  });
}
