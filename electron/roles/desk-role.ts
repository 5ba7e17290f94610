import type { RoleState } from '../../shared/roles.js';
import type { Identity } from '../../shared/sign-in.js';
import type { AccountDirectory } from '../people/account-directory.js';
import type { DirectoryFailure } from '../../shared/requests.js';
import type { Schedule } from '../people/with-timeout.js';
import { groupsNamed, lowestPossibleRole, roleByAccount, roleByGroups, type RoleRules } from './account-rules.js';
import { accountName } from '../core/account-name.js';
import type { RoleCache } from './role-cache.js';

export interface DeskRoleDeps {
  /** Undefined: the settings have no roles. */
  readonly settings: RoleRules | undefined;
  /** Where group membership is looked up; null: groups give no role. */
  readonly directory: AccountDirectory | null;
  readonly roleCache: RoleCache;
  readonly now: () => Date;
  readonly schedule: Schedule;
  /** Called for each change of the role or of the person. */
  readonly onChanged: (state: RoleState, identity: Identity) => void;
  /** Called once with configured groups that the directory does not have. */
  readonly onUnknownGroups: (groups: readonly string[]) => void;
  /** Called when the directory cannot be asked, or its answer cannot be cached. */
  readonly onTrouble: (trouble: DirectoryFailure | { readonly code: 'not-kept'; readonly detail: string }) => void;
}

/** Interval of membership checks, ms; short enough that a removal counts the same day. */
const ASK_AGAIN_MS = 10 * 60_000;
/** Retry interval while the directory cannot be asked, ms. */
const RETRY_MS = 30_000;

/**
 * The role of the signed-in person. Decided at once when the identity changes, from what is known; the directory's answer may
 * raise or lower it later. An unknown membership allows only the lowest possible role.
 */
export class DeskRole {
  readonly #deps: DeskRoleDeps;
  #identity: Identity;
  #state: RoleState;
  /** Counts identities, to drop answers about earlier ones. */
  #generation = 0;
  #groupsChecked = false;
  #cancel: () => void = () => undefined;

  constructor(deps: DeskRoleDeps, identity: Identity) {
    this.#deps = deps;
    this.#identity = identity;
    this.#state = this.#known();
  }

  get state(): RoleState {
    return this.#state;
  }

  get identity(): Identity {
    return this.#identity;
  }

  /** Starts asking the directory. */
  start(): void {
    this.#askFor(this.#generation);
  }

  /** Another person is signed in from now on. */
  become(identity: Identity): void {
    this.#generation += 1;
    this.#cancel();
    this.#identity = identity;
    this.#state = this.#known();
    // Reported even if the role is the same, because the person is another.
    this.#deps.onChanged(this.#state, identity);
    this.#askFor(this.#generation);
  }

  stop(): void {
    this.#generation += 1;
    this.#cancel();
  }

  /** Returns the role from what is known without asking. */
  #known(): RoleState {
    const { settings, roleCache, now } = this.#deps;
    if (settings === undefined) return { role: 'administrator', source: 'unset', asOf: null };
    const named = roleByAccount(settings, [this.#identity.name]);
    if (named !== null) return { role: named, source: 'account', asOf: null };
    if (!this.#asksDirectory()) return { role: settings.otherwise, source: 'otherwise', asOf: null };
    const said = roleCache.read(this.#identity.name, now());
    return said === null
      ? { role: lowestPossibleRole(settings), source: 'least', asOf: null }
      : { role: said.role ?? settings.otherwise, source: 'kept', asOf: said.at };
  }

  /** Whether groups decide for this identity: a name without a domain is not certainly in the directory's. */
  #asksDirectory(): boolean {
    const { settings, directory } = this.#deps;
    return (
      settings !== undefined && directory !== null && groupsNamed(settings).length > 0 && accountName(this.#identity.name).form !== 'bare'
    );
  }

  #askFor(turn: number): void {
    const { settings, directory } = this.#deps;
    if (settings === undefined || directory === null || !this.#asksDirectory() || roleByAccount(settings, [this.#identity.name]) !== null)
      return;
    void this.#ask(settings, directory, turn).then((again) => {
      if (turn !== this.#generation) return;
      this.#cancel = this.#deps.schedule(() => {
        this.#askFor(turn);
      }, again);
    });
  }

  /** @returns when to ask again, ms */
  async #ask(settings: RoleRules, directory: AccountDirectory, turn: number): Promise<number> {
    const { roleCache, now, onTrouble } = this.#deps;
    const { name } = this.#identity;
    const found = await directory.find(name, 'refuse');
    if (turn !== this.#generation) return RETRY_MS;
    if (!found.ok) {
      onTrouble(found.error);
      // Cached answers may have expired.
      this.#set(this.#known());
      return RETRY_MS;
    }
    // Memberships of an unusable account do not count.
    const byGroups = found.value === null || found.value.problem !== null ? null : roleByGroups(settings, found.value.memberOf);
    this.#set({ role: byGroups ?? settings.otherwise, source: byGroups === null ? 'otherwise' : 'group', asOf: now().toISOString() });
    if (!this.#groupsChecked) void this.#checkGroups(directory);
    roleCache.write(name, byGroups, now()).catch((error: unknown) => {
      onTrouble({ code: 'not-kept', detail: error instanceof Error ? error.message : String(error) });
    });
    return ASK_AGAIN_MS;
  }

  /** A mistyped group would give no one a role, without explanation. */
  async #checkGroups(directory: AccountDirectory): Promise<void> {
    this.#groupsChecked = true;
    const unknown = await directory.unknownGroups();
    if (!unknown.ok) this.#groupsChecked = false;
    else if (unknown.value.length > 0) this.#deps.onUnknownGroups(unknown.value);
  }

  #set(state: RoleState): void {
    const { role, source } = this.#state;
    const isNew = role !== state.role || source !== state.source;
    this.#state = state;
    if (isNew) this.#deps.onChanged(state, this.#identity);
  }
}
