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
  /** The CM service's host, for the status line. */
  readonly server: string;
  readonly settings: Settings;
  readonly changingSettings: SettingsDeps;
  readonly journal: Journal;
  /** Null in training mode, where nothing is kept. */
  readonly requestCache: RequestCache | null;
  readonly prepared: Pick<PreparedDeskDeps, 'store' | 'readTable'>;
  readonly cm: CmClient;
  readonly people: People;
  readonly watcher: ReaderWatcher;
  readonly catalogue: CardCatalogue;
  /** Null in live mode. */
  readonly training: Training | null;
  /** How bound requests are looked after. */
  readonly afterCare: Pick<AfterCareDeps, 'settings' | 'pace'>;
  readonly stock: StockStorage;
  readonly preferences: { readonly file: string; readonly initial: Preferences };
  readonly warnings: Warnings;
  readonly dialogs: SystemDialogs;
  /** Null in training mode, where nobody is asked. */
  readonly signIn: SignInPlatform | null;
  readonly account: Identity;
  readonly roles: RoleDeps;
  /** Null where the desk is no kiosk. */
  readonly kiosk: ((onChanged: (state: KioskState) => void) => KioskLock) | null;
  readonly diagnostics: DiagnosticsDeps;
  /** Null where none are set up, and in training mode. */
  readonly backups: Backups | null;
  /** What archives are wrapped with; null: the administrator has set no passphrase. */
  readonly archivePassphrase: () => Promise<PassphraseKey | null>;
  /** Null where the settings name none, and in training mode. */
  readonly collector: Collector | null;
  /** Null where no folder for backups is set, and in training mode. */
  readonly desks: DeskHeads | null;
  /** Null where the settings name no announcement, and in training mode. */
  readonly updates: UpdateWatch | null;
  readonly openReports: ReportDeps['openReports'];
  readonly log: (module: string) => Log;
  readonly send: (event: StationEvent) => void;
}

export interface Station {
  /** What answers the page's calls. */
  readonly answerCallDeps: AnswerCallDeps;
  readonly kiosk: KioskLock | null;
  /** The photo of a user, for the window. */
  readonly photoOf: (userId: string) => Promise<Photo | null>;
  /** The list of cards that is open to be imported. */
  readonly stockList: DeskStock['stockList'];
  /** Takes up what the last run left, and begins nothing: what a command needs where no station is open. {@link start} does it too. */
  resume(): Promise<void>;
  /** Takes up unfinished bindings and begins to follow readers and requests. @throws JournalError */
  start(): Promise<void>;
  /** Ends everything, whatever fails or hangs, within 7 s; what is under way is left to the journal. Never rejects. */
  stop(): Promise<Stopped>;
}
