import type { CmError } from '../../shared/errors.js';

/** What has become of a request that no longer is what was confirmed. */
export type RequestChange = 'request-changed' | 'request-closed' | 'request-gone';

/** What can happen to a binding after it was intended. */
export type BindingEvent =
  /** The call is about to leave; journalled before it does. */
  | { readonly event: 'submitting' }
  /** The server accepted: 201 with the smartcard's URI, or 204 without. */
  | { readonly event: 'answered'; readonly status: 201 | 204; readonly smartcardUri: string | null }
  | { readonly event: 'failed'; readonly error: CmError }
  /** The station stopped while the call was under way. */
  | { readonly event: 'interrupted' }
  /** The server was asked and knows our card on the request. */
  | { readonly event: 'found'; readonly smartcardUri: string }
  /** The server was asked: the request is still the one that was confirmed, is open, and has no smartcard. */
  | { readonly event: 'not-found' }
  /** The server was asked and something else is true there; `evidence` is for a person. */
  | { readonly event: 'conflicting'; readonly evidence: string }
  /** The server was asked: the request has no smartcard, and is no longer the one that was confirmed. */
  | { readonly event: 'request-changed'; readonly change: RequestChange; readonly evidence: string }
  /** The server could not be asked. */
  | { readonly event: 'check-failed'; readonly error: CmError }
  /** A person took it back before anything was sent. */
  | { readonly event: 'withdrawn'; readonly reason: string }
  /** A person looked at the evidence and wants the station to ask again, and to go on from what the server says. */
  | { readonly event: 'retried' }
  /** The journal is an older copy: what became of the binding after it is not known. */
  | { readonly event: 'restored' }
  /** A person looked at the evidence, or at a refusal, and leaves it. */
  | { readonly event: 'given-up'; readonly reason: string };
