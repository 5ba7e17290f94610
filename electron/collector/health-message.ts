import type { EventKind } from './event-kind.js';
import { originOf, ownId } from './entry-message.js';
import { syslogLine } from './syslog.js';

/** How the station is, in codes and figures. */
export interface Health {
  readonly version: string;
  /** The computer's name. */
  readonly station: string;
  readonly readers: number;
  readonly cardService: 'starting' | 'up' | 'down';
  readonly server: 'connecting' | 'up' | 'down';
  /** Bindings that are not settled. */
  readonly unsettled: number;
  /** Entries of the journal, and the last one's hash. */
  readonly entries: number;
  readonly head: string;
  /** When the last good backup was made; null: none was made from here, or none is asked for. */
  readonly lastBackupAt: string | null;
  readonly backup: 'off' | 'on' | 'failed';
}

export const healthKind: EventKind = {
  id: 9001,
  severity: 'info',
  text: 'How the station is',
  facts: ['readers', 'cardService', 'server', 'unsettled', 'entries', 'head', 'unsent', 'backup', 'lastBackupAt'],
};

/**
 * Writes how the station is as a syslog message. It is no entry of the journal and has no number of one.
 *
 * @param unsent entries that the collector has not taken yet
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
