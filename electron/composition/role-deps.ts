import { join } from 'node:path';
import { signInAddress } from '../cm/address.js';
import type { AccountDirectory } from '../people/account-directory.js';
import type { SignInGate } from '../people/sign-in-gate.js';
import { groupsNamed } from '../roles/account-rules.js';
import { openRoleCache, type RoleCache } from '../roles/role-cache.js';
import { checkByDirectory, checkByServer, type ApproverCheck } from '../roles/second-person.js';
import type { Journal } from '../store/journal.js';
import { checkPassword } from '../sign-in/network.js';
import { checkTrainingApprover } from '../training/training-approver.js';
import { AttemptLimiter, attemptsInJournal, type AttemptRecord } from '../roles/attempt-limiter.js';
import type { CertificateWatch } from '../cm/certificate-watch.js';
import { guardedSession } from '../cm/cm-network.js';
import { directoryOptions } from './live-people.js';
import type { RolesSettings } from '../settings/role-settings.js';
import type { Settings } from '../settings/settings.js';

/** Dependencies of roles and approvals, without the station's own state. */
export interface RoleDeps {
  /** Undefined if the settings define no roles; then everyone may do everything. */
  readonly settings: RolesSettings | undefined;
  /** Null if no groups are looked up. */
  readonly directory: AccountDirectory | null;
  readonly roleCache: RoleCache;
  readonly checkApprover: ApproverCheck;
  readonly attempts: AttemptLimiter;
}

/** Session in which a second person signs in; used for nothing else and cleared each time. */
export const SECOND_PERSON_PARTITION = 'second-person';

const triesIn = (folder: string, record: AttemptRecord | null): AttemptLimiter =>
  new AttemptLimiter({ file: join(folder, 'approval-tries.json'), record, now: Date.now });

/** In training mode, roles depend on the account only, and fictional people approve. */
export async function trainingRoles(settings: Settings, folder: string): Promise<RoleDeps> {
  return {
    settings: settings.roles,
    directory: null,
    roleCache: await openRoleCache(null, null),
    checkApprover: checkTrainingApprover,
    attempts: triesIn(folder, null),
  };
}

export interface LiveRolesDeps {
  readonly profile: string;
  readonly journal: Pick<Journal, 'lastNote' | 'note'>;
  /** Folder and key of the data beside the journal. */
  readonly folder: string;
  readonly key: string;
  readonly server: NonNullable<Settings['server']>;
  readonly watch: CertificateWatch;
  /** Shared by everything that signs in to the same directory. */
  readonly gate: SignInGate;
}

/** Returns roles from the settings and directory groups. The directory verifies the second person, or else the CM service. */
export async function liveRoles(
  settings: Settings,
  { profile, journal, folder, key, server, watch, gate }: LiveRolesDeps,
): Promise<RoleDeps> {
  const { roles } = settings;
  const directory = roles === undefined ? null : await accountDirectory(settings, roles, profile, gate);
  const rules = roles ?? { otherwise: 'administrator' };
  return {
    settings: roles,
    directory,
    roleCache: await openRoleCache(join(folder, 'roles.kept'), key),
    checkApprover:
      directory === null
        ? checkByServer(
            (credentials) => checkPassword(guardedSession(SECOND_PERSON_PARTITION, watch), signInAddress(server), credentials),
            rules,
          )
        : checkByDirectory(directory, rules),
    attempts: triesIn(profile, attemptsInJournal(journal, 'approval-tries')),
  };
}

async function accountDirectory(
  { people }: Settings,
  roles: RolesSettings,
  profile: string,
  gate: SignInGate,
): Promise<AccountDirectory | null> {
  if (people.directory === undefined) return null;
  const { brokenAccountDirectory, createAccountDirectory, domainsOf } = await import('../people/account-directory.js');
  const options = await directoryOptions(people.directory, profile, gate);
  return options.ok
    ? createAccountDirectory({ ...options.value, domains: roles.domains ?? domainsOf(people.directory.base), groups: groupsNamed(roles) })
    : brokenAccountDirectory(options.error);
}
