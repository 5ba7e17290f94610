import * as z from 'zod';
import { fourEyesActionSchema } from '../../shared/approvals.js';
import { roleSchema } from '../../shared/roles.js';
import { accountNameFault } from '../core/account-name.js';
import { accountNamedTwice, namesApprovers } from '../roles/account-rules.js';
import { facts } from './setting-facts.js';

/** A person: one account, or several names of one account. */
const accountSchema = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .refine((text) => accountNameFault(text) === null, {
    message: 'must be an account as DOMAIN\\name, name@domain or a bare name, without any of " : / [ ] | = , + * ? < > ;',
  });
const personSchema = z.union([accountSchema, z.array(accountSchema).min(1)], {
  error: 'Write an account as text, or several names of one account as a list',
});
/** A distinguished name (RFC 4514), as far as it can be told from another name of a group. */
const groupSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9.-]*=[^,]/, { message: 'must be a distinguished name, e.g. CN=Badge Office,OU=Groups,DC=example,DC=org' });

const people = (who: string) => z.array(personSchema).optional().describe(`Accounts of ${who}.`);
const groups = (who: string) => z.array(groupSchema).optional().describe(`Groups of ${who}.`);

/** Who may do what at this station. Without it everyone may do everything. */
export const rolesSchema = z
  .strictObject({
    accounts: z
      .strictObject({
        viewer: people('those who may look'),
        operator: people('those who may bind'),
        supervisor: people('those who may also approve as a second person, and export the journal'),
        administrator: people('those who may do everything'),
      })
      .optional()
      .meta(facts('roles', 'people'))
      .describe(
        'Roles by account, written as it signs in: DOMAIN\\name, name@domain, or a bare name, which is never taken for an account of a domain. Several names of one account go together in a list.',
      ),
    groups: z
      .strictObject({
        viewer: groups('those who may look'),
        operator: groups('those who may bind'),
        supervisor: groups('those who may also approve as a second person, and export the journal'),
        administrator: groups('those who may do everything'),
      })
      .optional()
      .describe(
        'Roles by group of people.directory, by distinguished name; the highest counts. Who is named under accounts is not asked about.',
      ),
    domains: z
      .array(z.string().min(1))
      .optional()
      .describe(
        'NetBIOS and DNS names of the one domain whose accounts people.directory has; without it those of the DC parts of its base.',
      ),
    otherwise: roleSchema.default('operator').describe('The role of everybody else.'),
    fourEyes: z
      .array(fourEyesActionSchema)
      .default([])
      .describe(
        'Actions that need a second person, a supervisor or an administrator, to sign in for them: override-refusal, bind-unresolved-person, give-up-uncertain, abandon-request. A request is abandoned at the server only where abandon-request stands here.',
      ),
  })
  .superRefine(({ accounts, groups: byGroup, fourEyes }, context) => {
    const twice = accountNamedTwice({ accounts });
    if (twice !== null) {
      context.addIssue({ code: 'custom', path: ['accounts'], message: `Name ${twice} once only, under one role` });
    }
    if (fourEyes.length > 0 && !namesApprovers({ accounts, groups: byGroup })) {
      context.addIssue({
        code: 'custom',
        path: ['fourEyes'],
        message: 'Name a supervisor or an administrator under roles.accounts or roles.groups, or nobody could approve',
      });
    }
  })
  .describe('Who may do what. Without it everybody may do everything.')
  .meta(facts('roles'));
export type RolesSettings = z.infer<typeof rolesSchema>;
