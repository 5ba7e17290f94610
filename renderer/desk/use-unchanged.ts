import { useEffect } from 'react';
import type { OperatorView } from '../../shared/bindings.js';
import type { RequestView } from '../../shared/requests.js';
import { closeChanged } from './desk-state.js';

/** The person and the profile template of a request. */
type Meant = Pick<OperatorView, 'userId' | 'profileTemplateId'>;

export function targetOf({ person, profileTemplate }: RequestView): Meant {
  return { userId: person.userId, profileTemplateId: profileTemplate.profileTemplateId };
}

/**
 * Returns a request for display in an open dialog: as the list has it now, or as it was first seen if its person or profile
 * template changed. The dialog is then closed, so that what a person confirms never changes while they look at it.
 */
export function useUnchanged(now: RequestView | undefined, asSeen: RequestView | undefined): RequestView | undefined {
  const isChanged = now !== undefined && asSeen !== undefined && !isSame(targetOf(now), targetOf(asSeen));
  useEffect(() => {
    if (isChanged) closeChanged();
  }, [isChanged]);
  return isChanged ? asSeen : (now ?? asSeen);
}

function isSame(one: Meant, other: Meant): boolean {
  return one.userId === other.userId && one.profileTemplateId === other.profileTemplateId;
}
