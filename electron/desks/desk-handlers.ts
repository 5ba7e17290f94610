import { ok } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import type { DeskHeads } from './desk-heads.js';

interface DeskDeps {
  /** Null where the settings name no folder for backups. */
  readonly desks: Pick<DeskHeads, 'report'> | null;
}

/** Answers how all desks stand whose heads lie in one folder. */
export function deskHandlers({ desks }: DeskDeps): Pick<Handlers, 'desks/read'> {
  return { 'desks/read': () => Promise.resolve(ok(desks?.report() ?? { state: 'off' as const })) };
}
