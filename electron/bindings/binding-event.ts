import type { CmError } from '../../shared/errors.js';

/** How a request has changed since it was confirmed. */
export type RequestChange = 'request-changed' | 'request-closed' | 'request-gone';

/** What can happen to a binding after its intent is journaled. */
export type BindingEvent =
  /** The call is about to be sent; journaled first. */
  | { readonly event: 'submitting' }
  /** The server accepted the binding: 201 with the smartcard's URI, or 204 without one. */
  | { readonly event: 'answered'; readonly status: 201 | 204; readonly smartcardUri: string | null }
  | { readonly event: 'failed'; readonly error: CmError }
  /** The station stopped during the call. */
  | { readonly event: 'interrupted' }
  /** The request at the server has the card of this binding. */
  | { readonly event: 'found'; readonly smartcardUri: string }
  /** The request at the server is unchanged, open, and has no smartcard. */
  | { readonly event: 'not-found' }
  /** The server's state contradicts the binding; `evidence` explains it to a person. */
  | { readonly event: 'conflicting'; readonly evidence: string }
  /** The request at the server has no smartcard and has changed since it was confirmed. */
  | { readonly event: 'request-changed'; readonly change: RequestChange; readonly evidence: string }
  /** The server could not be asked. */
  | { readonly event: 'check-failed'; readonly error: CmError }
  /** A person withdrew the binding before it was sent. */
  | { readonly event: 'withdrawn'; readonly reason: string }
  /** A person read the evidence and wants the station to ask the server again. */
  | { readonly event: 'retried' }
  /** The journal is an older copy, so the binding's later history is unknown. */
  | { readonly event: 'restored' }
  /** A person read the evidence or the refusal and gave the binding up. */
  | { readonly event: 'given-up'; readonly reason: string };
