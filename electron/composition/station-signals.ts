import { EventEmitter } from 'node:events';
import type { BindingView } from '../../shared/bindings.js';
import type { ConnectionState } from '../../shared/connection.js';
import type { RequestBookDeps } from '../requests/request-book.js';

/** What one feature tells the others, with the arguments of its listeners. */
interface StationEvents {
  /** The list of requests changed. */
  readonly requestsChanged: [change: Parameters<RequestBookDeps['keep']>[0]];
  readonly connectionChanged: [connection: ConnectionState, before: ConnectionState];
  /** The journal has a new state of a binding. */
  readonly bindingChanged: [binding: BindingView];
  /** A value of the station does not fit the page's contract and is not shown. */
  readonly valueDropped: [];
}

/** Connects features that are created one after the other: each tells what happened, and those created later listen. */
export class StationSignals extends EventEmitter<StationEvents> {}
