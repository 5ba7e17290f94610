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
/** A distinguished name (RFC 4514), as far as it can be distinguished from another name of a group. */
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
        viewer: people('viewers, who can look'),
        operator: people('operators, who can bind'),
        supervisor: people('supervisors, who can also approve as a second person and export the journal'),
        administrator: people('administrators, who can do everything'),
      })
      .optional()
      .meta(facts('roles', 'people'))
      .describe(
        'Roles by account, written as the account signs in: DOMAIN\\name, name@domain, or name alone, which never matches a domain account. Put several names of one account in a list of their own.',
      ),
    groups: z
      .strictObject({
        viewer: groups('viewers, who can look'),
        operator: groups('operators, who can bind'),
        supervisor: groups('supervisors, who can also approve as a second person and export the journal'),
        administrator: groups('administrators, who can do everything'),
      })
      .optional()
      .describe(
        'Roles by group in people.directory, as distinguished names. The highest role applies. For accounts listed in roles.accounts, groups are ignored.',
      ),
    domains: z
      .array(z.string().min(1))
      .optional()
      .describe(
        'NetBIOS and DNS names of the domain whose accounts are in people.directory. If not set, they are derived from the DC parts of people.directory.base.',
      ),
    otherwise: roleSchema.default('operator').describe('Role of everyone else.'),
    fourEyes: z
      .array(fourEyesActionSchema)
      .default([])
      .describe(
        'Actions for which a second person, a supervisor or an administrator, must sign in: override-refusal, bind-unresolved-person, give-up-uncertain, abandon-request. Requests can be abandoned only if abandon-request is listed.',
      ),
  })
  .superRefine(({ accounts, groups: byGroup, fourEyes }, context) => {
    const twice = accountNamedTwice({ accounts });
    if (twice !== null) {
      context.addIssue({ code: 'custom', path: ['accounts'], message: `List ${twice} only once, under one role` });
    }
    if (fourEyes.length > 0 && !namesApprovers({ accounts, groups: byGroup })) {
      context.addIssue({
        code: 'custom',
        path: ['fourEyes'],
        message: 'List a supervisor or an administrator in roles.accounts or roles.groups. Otherwise, no one can approve',
      });
    }
  })
  .describe('Who can do what. If not set, everyone can do everything.')
  .meta(facts('roles'));
export type RolesSettings = z.infer<typeof rolesSchema>;
