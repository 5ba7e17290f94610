import { trainingApprovers } from '../../shared/training-approvers.js';
import { isSameAccount } from '../core/account-name.js';
import type { ApproverCheck } from '../roles/second-person.js';

/** Judges the second person of training mode, which knows its invented people only. */
export const checkTrainingApprover: ApproverCheck = ({ account, password }) => {
  const person = trainingApprovers.find((one) => isSameAccount(one.account, account) && one.password === password);
  return Promise.resolve(
    person === undefined ? { outcome: 'wrong' } : { outcome: 'proven', name: person.account, names: [person.account], role: person.role },
  );
};
