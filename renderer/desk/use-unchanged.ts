import { useEffect } from 'react';
import type { OperatorView } from '../../shared/bindings.js';
import type { RequestView } from '../../shared/requests.js';
import { closeChanged } from './desk-state.js';

/** Whom and what a request is for. */
type Meant = Pick<OperatorView, 'userId' | 'profileTemplateId'>;

export function meantBy({ person, profileTemplate }: RequestView): Meant {
  return { userId: person.userId, profileTemplateId: profileTemplate.profileTemplateId };
}

/**
 * Returns a request as it may be shown in an open dialog: as the list has it now, or as it was seen, where it is for somebody
 * or something else by now. Then the dialog is closed: what a person confirms never changes under their hands.
 */
export function useUnchanged(now: RequestView | undefined, asSeen: RequestView | undefined): RequestView | undefined {
  const isChanged = now !== undefined && asSeen !== undefined && !isSame(meantBy(now), meantBy(asSeen));
  useEffect(() => {
    if (isChanged) closeChanged();
  }, [isChanged]);
  return isChanged ? asSeen : (now ?? asSeen);
}

function isSame(one: Meant, other: Meant): boolean {
  return one.userId === other.userId && one.profileTemplateId === other.profileTemplateId;
}
