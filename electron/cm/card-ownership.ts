import type { CmSmartcard, FoundSmartcard } from './client.js';

/** Whether the server keeps smartcards of a card, and every one of them has ended: then the card may be bound again. */
export function isReusable(found: FoundSmartcard | null, ended: readonly number[]): boolean {
  return found !== null && [found, ...(found.others ?? [])].every(({ status }) => ended.includes(status));
}

/**
 * Returns the smartcard that keeps a card from being bound, of those the server keeps of its id; null: none does. A card that was
 * retired stays assigned to whoever had it (update smart card status page), so a status may count as ended, by the administrator's word;
 * then every smartcard of the card must have ended.
 *
 * @param ended the numbers of those statuses, which are documented nowhere
 */
export function blockingSmartcard(found: FoundSmartcard | null, ended: readonly number[]): CmSmartcard | null {
  if (found === null) return null;
  const all = [found, ...(found.others ?? [])];
  const assigned = all.filter(({ assignedUserId }) => assignedUserId !== null);
  const open = all.filter(({ status }) => !ended.includes(status));
  if (assigned.length === 0 || open.length === 0) return null;
  return open.find(({ assignedUserId }) => assignedUserId !== null) ?? assigned[0] ?? null;
}
