import type { RequestView } from '../../shared/requests.js';

/** Whether two views of a request look the same on the screen. */
export function isSame(one: RequestView, other: RequestView): boolean {
  return (
    one.type === other.type &&
    one.submittedAt === other.submittedAt &&
    one.priority === other.priority &&
    one.comment === other.comment &&
    one.profileTemplate.profileTemplateId === other.profileTemplate.profileTemplateId &&
    one.profileTemplate.name === other.profileTemplate.name &&
    isSamePerson(one.person, other.person)
  );
}

/** Whether two people look the same on the screen. */
export function isSamePerson(one: RequestView['person'], other: RequestView['person']): boolean {
  if (one === other) return true;
  if (one.userId !== other.userId) return false;
  if (one.state === 'unresolved' || other.state === 'unresolved') return one.state === other.state;
  return (
    one.name === other.name && one.account === other.account && one.department === other.department && one.employeeId === other.employeeId
  );
}
