/** Why an account cannot sign in although nobody said that its password is wrong. */
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

/** The problems of an account that its entry shows, without anybody signing in. */
export const unusableAccountProblems = ['account-disabled', 'account-expired'] as const satisfies readonly AccountProblem[];
export type Unusable = (typeof unusableAccountProblems)[number];
