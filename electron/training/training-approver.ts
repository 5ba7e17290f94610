import { trainingApprovers } from '../../shared/training-approvers.js';
import { isSameAccount } from '../core/account-name.js';
import type { ApproverCheck } from '../roles/second-person.js';

/** Checks training mode's second person against its fictional people. */
export const checkTrainingApprover: ApproverCheck = ({ account, password }) => {
  const person = trainingApprovers.find((one) => isSameAccount(one.account, account) && one.password === password);
  return Promise.resolve(
    person === undefined ? { outcome: 'wrong' } : { outcome: 'proven', name: person.account, names: [person.account], role: person.role },
  );
};
