import type { DeskAfterCare } from '../after-care/desk-after-care.js';
import type { BindingNotifier } from '../bindings/binding-notifier.js';
import type { CardStatusCalls } from '../bindings/card-status-calls.js';
import type { NewestBindings } from '../bindings/newest-bindings.js';
import type { RefusalWatch } from '../bindings/refusal-watch.js';
import type { Submitter } from '../bindings/submitter.js';
import type { DeskWarnings } from '../core/desk-warnings.js';
import type { EventStream } from '../core/event-stream.js';
import type { KioskLock } from '../kiosk/kiosk-lock.js';
import type { PreparedDesk } from '../prepared/prepared-desk.js';
import type { RequestBook } from '../requests/request-book.js';
import type { DeskRoles } from '../roles/desk-roles.js';
import type { DeskRun } from '../run/desk-run.js';
import type { DeskPreferences } from '../settings/preferences.js';
import type { DeskSignIn } from '../sign-in/desk-sign-in.js';
import type { DeskStock } from '../stock/desk-stock.js';
import type { LeftOutReport } from './left-out.js';

/** The features with state, as {@link createStation} creates them. */
export interface StationFeatures {
  readonly stream: EventStream;
  readonly warnings: DeskWarnings;
  readonly leftOut: LeftOutReport;
  readonly preferences: DeskPreferences;
  readonly stock: DeskStock;
  readonly book: RequestBook;
  readonly newest: NewestBindings;
  readonly refusals: RefusalWatch;
  readonly notifier: BindingNotifier;
  readonly submitter: Submitter;
  readonly roles: DeskRoles;
  readonly afterCare: DeskAfterCare;
  readonly signIn: DeskSignIn;
  /** Null if the desk is not locked down. */
  readonly kiosk: KioskLock | null;
  readonly standings: CardStatusCalls;
  readonly prepared: PreparedDesk;
  readonly run: DeskRun;
}
