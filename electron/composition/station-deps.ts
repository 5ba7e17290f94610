import type { AfterCareDeps } from '../after-care/after-care.js';
import type { StationEvent } from '../../shared/contract.js';
import type { Warnings } from '../../shared/warnings.js';
import type { Kiosk as KioskState } from '../../shared/kiosk.js';
import type { Preferences } from '../../shared/preferences.js';
import type { Identity } from '../../shared/sign-in.js';
import type { AnswerCallDeps } from '../core/answer-call.js';
import type { CardCatalogue } from '../cards/catalogue.js';
import type { CmClient } from '../cm/client.js';
import type { Stopped } from '../core/stop-parts.js';
import type { People } from '../people/people.js';
import type { Photo } from '../people/photo.js';
import type { KioskLock } from '../kiosk/kiosk-lock.js';
import type { ReaderWatcher } from '../readers/watcher.js';
import type { PassphraseKey } from '../store/backup-key.js';
import type { Journal } from '../store/journal.js';
import type { RequestCache } from '../store/request-cache.js';
import type { Training } from '../training/training.js';
import type { Backups } from '../backup/backups.js';
import type { DeskHeads } from '../desks/desk-heads.js';
import type { Collector } from '../collector/collector.js';
import type { UpdateWatch } from '../updates/update-watch.js';
import type { SignInPlatform } from '../sign-in/desk-sign-in.js';
import type { DeskStock, StockStorage } from '../stock/desk-stock.js';
import type { DiagnosticsDeps } from '../diagnostics/diagnostics-handlers.js';
import type { Log } from '../core/log.js';
import type { SystemDialogs } from '../app/system-dialogs.js';
import type { PreparedDeskDeps } from '../prepared/prepared-desk.js';
import type { ReportDeps } from '../report/report-handlers.js';
import type { RoleDeps } from './role-deps.js';
import type { SettingsDeps } from '../settings/settings-handlers.js';
import type { Settings } from '../settings/settings.js';

export interface StationDeps {
  readonly version: string;
  /** Host of the CM service, for the status line. */
  readonly server: string;
  readonly settings: Settings;
  readonly changingSettings: SettingsDeps;
  readonly journal: Journal;
  /** Null in training mode, which keeps nothing. */
  readonly requestCache: RequestCache | null;
  readonly prepared: Pick<PreparedDeskDeps, 'store' | 'readTable'>;
  readonly cm: CmClient;
  readonly people: People;
  readonly watcher: ReaderWatcher;
  readonly catalogue: CardCatalogue;
  /** Null in live mode. */
  readonly training: Training | null;
  /** Settings and pace of after-care. */
  readonly afterCare: Pick<AfterCareDeps, 'settings' | 'pace'>;
  readonly stock: StockStorage;
  readonly preferences: { readonly file: string; readonly initial: Preferences };
  readonly warnings: Warnings;
  readonly dialogs: SystemDialogs;
  /** Null in training mode, which has no sign-in. */
  readonly signIn: SignInPlatform | null;
  readonly account: Identity;
  readonly roles: RoleDeps;
  /** Null if the desk is not locked down. */
  readonly kiosk: ((onChanged: (state: KioskState) => void) => KioskLock) | null;
  readonly diagnostics: DiagnosticsDeps;
  /** Null if none are configured, and in training mode. */
  readonly backups: Backups | null;
  /** Returns the key that wraps archives; null if the administrator has set no passphrase. */
  readonly archivePassphrase: () => Promise<PassphraseKey | null>;
  /** Null if none is configured, and in training mode. */
  readonly collector: Collector | null;
  /** Null if no backup folder is configured, and in training mode. */
  readonly desks: DeskHeads | null;
  /** Null if no announcement is configured, and in training mode. */
  readonly updates: UpdateWatch | null;
  readonly openReports: ReportDeps['openReports'];
  readonly log: (module: string) => Log;
  readonly send: (event: StationEvent) => void;
}

export interface Station {
  /** Handlers and rules for the page's calls. */
  readonly answerCallDeps: AnswerCallDeps;
  readonly kiosk: KioskLock | null;
  /** Returns the photo of a user, for the window. */
  readonly photoOf: (userId: string) => Promise<Photo | null>;
  /** The card list that is open for import. */
  readonly stockList: DeskStock['stockList'];
  /**
   * Loads what the previous process left, without starting anything: for commands without an open station. {@link start}
   * includes it.
   */
  resume(): Promise<void>;
  /** Resumes unfinished bindings and starts following readers and requests. @throws JournalError */
  start(): Promise<void>;
  /** Stops everything within 7 s, whatever fails or hangs. Unfinished work remains in the journal. Never rejects. */
  stop(): Promise<Stopped>;
}
