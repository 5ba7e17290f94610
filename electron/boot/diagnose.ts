import { setTimeout as pause } from 'node:timers/promises';
import type { BackupReport } from '../../shared/backup.js';
import type { Diagnostics } from '../../shared/diagnostics.js';
import type { ConnectionReport } from '../../shared/connection-test.js';
import type { PcscService, Reader } from '../../shared/readers.js';
import type { ReaderWatcher } from '../readers/watcher.js';
import type { CommandAnswer } from './command-line.js';
import type { Station } from '../composition/station-deps.js';

/** Longest wait for the PC/SC service's first answer, and interval between looks, ms. */
const LONGEST_MS = 5_000;
const LOOK_MS = 100;

/** What `--diagnose` found. */
export interface DiagnoseResult {
  readonly diagnostics: Diagnostics;
  readonly service: PcscService;
  readonly readers: readonly Reader[];
  readonly connection: ConnectionReport;
}

/**
 * Runs `--diagnose`: checks journal, readers and server for a person at a terminal. Changes nothing, processes no queued
 * binding, and never starts the station.
 */
export async function diagnose(station: Station, watcher: ReaderWatcher): Promise<CommandAnswer> {
  const { handlers } = station.answerCallDeps;
  watcher.start(() => undefined);
  for (let waited = 0; waited < LONGEST_MS && watcher.service().state === 'starting'; waited += LOOK_MS) await pause(LOOK_MS);
  // The readers follow right after the service.
  await pause(LOOK_MS);
  const diagnostics = await handlers['diagnostics/read']({});
  const connection = await handlers['server/testConnection']({});
  const look = { service: watcher.service(), readers: watcher.readers() };
  await station.stop();
  if (!diagnostics.ok) return { text: `The journal cannot be read: ${diagnostics.error.code}\n`, code: 1 };
  if (!connection.ok) return { text: `The server cannot be tested: ${connection.error.code}\n`, code: 1 };
  return diagnoseReport({ ...look, diagnostics: diagnostics.value, connection: connection.value });
}

/** Returns the result as text, and whether cards can be bound here now. */
export function diagnoseReport({ diagnostics, service, readers, connection: { address, proxy, outcome } }: DiagnoseResult): CommandAnswer {
  const { versions, profile, journal } = diagnostics;
  const lines = [
    ...Object.entries(versions).map(([name, version]) => `${name}: ${version}`),
    `profile: ${profile}`,
    `journal: ${String(journal.entries)} entries, ${String(journal.bindings)} bindings, ${String(journal.unsettled)} not settled; key: ${journal.protection}`,
    backupLine(diagnostics.backup),
    service.state === 'up'
      ? `PC/SC: works, driver ${service.driver}, ${String(readers.length)} readers`
      : `PC/SC: ${service.state}${service.state === 'down' ? `, ${service.reason}: ${service.detail}` : ''}`,
    ...readers.map(({ name, state }) => `  ${name}: ${state.state === 'card' ? `card ${state.atr}` : state.state}`),
    `server: ${address}${proxy === null ? '' : ` through ${proxy}`}: ${
      outcome.outcome === 'works'
        ? `works, ${String(outcome.profileTemplates)} profile templates, ${String(outcome.requests)} approved requests`
        : `fails at ${outcome.layer}: ${JSON.stringify(outcome.error)}`
    }`,
  ];
  return { text: `${lines.join('\n')}\n`, code: service.state === 'up' && outcome.outcome === 'works' ? 0 : 1 };
}

function backupLine(backup: BackupReport): string {
  if (backup.state === 'off') return 'backups: not set up';
  const { folder, lastGood, failure, passphrase } = backup;
  const last =
    lastGood === null ? 'none yet' : `last good backup ${lastGood.at}, ${String(lastGood.entries)} entries, head ${lastGood.head}`;
  return `backups: to ${folder}, ${last}${failure === null ? '' : `; failed at ${failure.at}: ${failure.problem} ${failure.detail}`}; passphrase: ${passphrase}`;
}
