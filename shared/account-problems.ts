/** Why an account cannot sign in although its password was not rejected. */
export const accountProblems = [
  'account-disabled',
  'account-expired',
  'account-locked',
  'password-expired',
  'password-must-change',
  'outside-hours',
  'other-workstations',
  'account-restricted',
  'card-only',
] as const;
export type AccountProblem = (typeof accountProblems)[number];

/** Account problems that the directory entry shows without a sign-in. */
export const unusableAccountProblems = ['account-disabled', 'account-expired'] as const satisfies readonly AccountProblem[];
export type Unusable = (typeof unusableAccountProblems)[number];
