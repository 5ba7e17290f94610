import { requestFactsSchema, type RequestFacts } from '../../shared/bindable.js';
import type { RequestView } from '../../shared/requests.js';

/** Whether two views of a request are equal on the screen. */
export function isSameRequest(one: RequestView, other: RequestView): boolean {
  return (
    one.type === other.type &&
    one.submittedAt === other.submittedAt &&
    one.priority === other.priority &&
    one.comment === other.comment &&
    one.profileTemplate.profileTemplateId === other.profileTemplate.profileTemplateId &&
    one.profileTemplate.name === other.profileTemplate.name &&
    isSameFacts(one.facts, other.facts) &&
    isSamePerson(one.person, other.person)
  );
}

const factNames = requestFactsSchema.keyof().options;

function isSameFacts(one: RequestFacts | undefined, other: RequestFacts | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && factNames.every((name) => one[name] === other[name]));
}

/** Whether two people are equal on the screen. */
export function isSamePerson(one: RequestView['person'], other: RequestView['person']): boolean {
  if (one === other) return true;
  if (one.userId !== other.userId) return false;
  if (one.state === 'unresolved' || other.state === 'unresolved') return one.state === other.state;
  return (
    one.name === other.name && one.account === other.account && one.department === other.department && one.employeeId === other.employeeId
  );
}
