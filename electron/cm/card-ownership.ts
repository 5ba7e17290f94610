import type { CmSmartcard, FoundSmartcard } from './client.js';

/** Whether the server has smartcards for this card and all have ended, so that it can be bound again. */
export function isReusable(found: FoundSmartcard | null, ended: readonly number[]): boolean {
  return found !== null && [found, ...(found.others ?? [])].every(({ status }) => ended.includes(status));
}

/**
 * Returns the smartcard that prevents binding a card; null if none. A retired card stays assigned to its last owner (update
 * smart card status page), so settings may count statuses as ended; then every smartcard of the card must have ended.
 * @param ended numbers of those statuses; undocumented
 */
export function blockingSmartcard(found: FoundSmartcard | null, ended: readonly number[]): CmSmartcard | null {
  if (found === null) return null;
  const all = [found, ...(found.others ?? [])];
  const assigned = all.filter(({ assignedUserId }) => assignedUserId !== null);
  const open = all.filter(({ status }) => !ended.includes(status));
  if (assigned.length === 0 || open.length === 0) return null;
  return open.find(({ assignedUserId }) => assignedUserId !== null) ?? assigned[0] ?? null;
}
