import { ok } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import type { DeskHeads } from './desk-heads.js';

interface DeskDeps {
  /** Null if no backup folder is configured. */
  readonly desks: Pick<DeskHeads, 'report'> | null;
}

/** Handles the call for the state of all desks with heads in the folder. */
export function deskHandlers({ desks }: DeskDeps): Pick<Handlers, 'desks/read'> {
  return { 'desks/read': () => Promise.resolve(ok(desks?.report() ?? { state: 'off' as const })) };
}
