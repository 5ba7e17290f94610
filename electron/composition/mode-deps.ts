import type { BrowserWindow } from 'electron';
import type { StationEvent } from '../../shared/contract.js';
import type { Warnings } from '../../shared/warnings.js';
import type { Identity } from '../../shared/sign-in.js';
import type { CmClient } from '../cm/client.js';
import type { People } from '../people/people.js';
import type { Journal } from '../store/journal.js';
import type { PreparedStore } from '../store/prepared-store.js';
import type { RequestCache } from '../store/request-cache.js';
import type { Training } from '../training/training.js';
import type { Backups } from '../backup/backups.js';
import type { DeskHeads } from '../desks/desk-heads.js';
import type { Collector } from '../collector/collector.js';
import type { JournalKey } from '../store/journal-key.js';
import type { Log } from '../core/log.js';
import type { SystemDialogs } from '../app/system-dialogs.js';
import type { SignInPlatform } from '../sign-in/desk-sign-in.js';
import type { Connection } from '../cm/connection-report.js';
import type { StockStorage } from '../stock/desk-stock.js';
import type { RoleDeps } from './role-deps.js';
import type { SettingsFiles } from '../settings/settings-files.js';
import type { SettingsJournal } from '../settings/settings-journal.js';
import type { UpdateWatch } from '../updates/update-watch.js';
import type { StationDeps } from './station-deps.js';

export interface BuildStationDeps {
  /** The profile folder: journal, logs, the user's own settings. */
  readonly profile: string;
  readonly settingsFiles: SettingsFiles;
  /** Folder of the bundled main process, with the reader host and the store worker. */
  readonly mainFolder: string;
  readonly version: string;
  /** The station's window, as the parent of the sign-in window. */
  readonly window: () => BrowserWindow | null;
  /** The system's language tag, e.g. `nl-BE`. */
  readonly locale: string;
  /** The account on this computer. */
  readonly operator: string;
  readonly station: string;
  /** Training mode although a server is configured. */
  readonly forceTraining: boolean;
  readonly dialogs: SystemDialogs;
  readonly log: (module: string) => Log;
  readonly send: (event: StationEvent) => void;
  /** Restarts the station with the current settings. */
  readonly restart: () => void;
}

/** Everything that differs between training and live mode: server, people, storage. */
export interface ModeDeps {
  readonly server: string;
  readonly cm: CmClient;
  readonly connection: Connection;
  readonly people: People;
  readonly journal: Journal;
  readonly settingsJournal: SettingsJournal;
  readonly requestCache: RequestCache | null;
  readonly preparedStore: PreparedStore;
  readonly stock: StockStorage;
  readonly training: Training | null;
  readonly protection: JournalKey['protection'] | 'none';
  readonly warnings: Warnings;
  readonly account: Identity;
  /** Null if no one is asked to sign in. */
  readonly signIn: SignInPlatform | null;
  readonly backups: Backups | null;
  readonly archivePassphrase: StationDeps['archivePassphrase'];
  readonly collector: Collector | null;
  readonly desks: DeskHeads | null;
  readonly updates: UpdateWatch | null;
  readonly openReports: StationDeps['openReports'];
  readonly roles: RoleDeps;
}
