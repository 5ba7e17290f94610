import { join } from 'node:path';
import { signInAddress } from '../cm/address.js';
import type { AccountDirectory } from '../people/account-directory.js';
import type { SignInGate } from '../people/sign-in-gate.js';
import { groupsNamed } from '../roles/account-rules.js';
import { openKeptRoles, type KeptRoles } from '../roles/kept-roles.js';
import { judgeByDirectory, judgeByServer, type Judge } from '../roles/second-person.js';
import type { Journal } from '../store/journal.js';
import { checkPassword } from '../sign-in/network.js';
import { judgeInTraining } from '../training/training-judge.js';
import { Tries, triesInJournal, type TriesRecord } from '../roles/tries.js';
import type { CertificateWatch } from '../cm/certificate-watch.js';
import { guarded } from '../cm/cm-network.js';
import { directoryOptions } from './live-people.js';
import type { RolesSettings } from '../settings/role-settings.js';
import type { Settings } from '../settings/settings.js';

/** What roles and approvals stand on, apart from what the station itself knows. */
export interface RoleParts {
  /** Undefined: the settings name no roles, and everybody may do everything. */
  readonly settings: RolesSettings | undefined;
  /** Null: no groups are asked about. */
  readonly directory: AccountDirectory | null;
  readonly kept: KeptRoles;
  readonly judge: Judge;
  readonly tries: Tries;
}

/** Session in which a second person proves who they are; nothing else uses it, and it is emptied each time. */
export const SECOND_PERSON_PARTITION = 'second-person';

const triesIn = (folder: string, record: TriesRecord | null): Tries =>
  new Tries({ file: join(folder, 'approval-tries.json'), record, now: Date.now });

/** Training asks nobody outside: roles by account alone, and invented people to approve. */
export async function trainingRoles(settings: Settings, folder: string): Promise<RoleParts> {
  return {
    settings: settings.roles,
    directory: null,
    kept: await openKeptRoles(null, null),
    judge: judgeInTraining,
    tries: triesIn(folder, null),
  };
}

export interface LiveRoleSurroundings {
  readonly profile: string;
  readonly journal: Pick<Journal, 'lastNote' | 'note'>;
  /** Folder of what is kept beside the journal, and the key it is encrypted with. */
  readonly folder: string;
  readonly key: string;
  readonly server: NonNullable<Settings['server']>;
  readonly watch: CertificateWatch;
  /** What else asks the same directory shares it. */
  readonly gate: SignInGate;
}

/** Roles by the settings and the directory's groups; the second person is judged by the directory, else by the CM service. */
export async function liveRoles(
  settings: Settings,
  { profile, journal, folder, key, server, watch, gate }: LiveRoleSurroundings,
): Promise<RoleParts> {
  const { roles } = settings;
  const directory = roles === undefined ? null : await accountDirectory(settings, roles, profile, gate);
  const rules = roles ?? { otherwise: 'administrator' };
  return {
    settings: roles,
    directory,
    kept: await openKeptRoles(join(folder, 'roles.kept'), key),
    judge:
      directory === null
        ? judgeByServer((credentials) => checkPassword(guarded(SECOND_PERSON_PARTITION, watch), signInAddress(server), credentials), rules)
        : judgeByDirectory(directory, rules),
    tries: triesIn(profile, triesInJournal(journal, 'approval-tries')),
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
