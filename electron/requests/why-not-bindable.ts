import type { StationError } from '../../shared/errors.js';
import type { RequestView } from '../../shared/requests.js';
import type { CmRequest } from '../cm/client.js';

/** A request as it was last shown, with the status number the server gave it among the approved ones. */
export interface ShownRequest {
  readonly view: RequestView;
  readonly approvedStatus: number;
}

/** Why the server would not bind the request as it is there now, or null. */
export function whyNotBindable(
  now: CmRequest,
  { view, approvedStatus }: ShownRequest,
): Extract<StationError, { code: 'request-not-bindable' }>['reason'] | null {
  if (now.newSmartcardId !== null) return 'has-a-smartcard';
  if (!now.isSmartcard) return 'not-a-smartcard-request';
  // The pages do not list the status numbers: the one the server itself gave among the approved ones is the measure.
  if (now.status !== approvedStatus) return 'not-approved';
  const same = now.targetUserId === view.person.userId && now.profileTemplateId === view.profileTemplate.profileTemplateId;
  return same ? null : 'changed';
}
