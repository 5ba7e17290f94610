import type { RoleState } from '../../shared/roles.js';
import type { Identity } from '../../shared/sign-in.js';
import type { AccountDirectory } from '../people/account-directory.js';
import type { DirectoryFailure } from '../../shared/requests.js';
import type { Schedule } from '../people/with-timeout.js';
import { groupsNamed, lowestPossibleRole, roleByAccount, roleByGroups, type RoleRules } from './account-rules.js';
import { accountName } from '../core/account-name.js';
import type { RoleCache } from './role-cache.js';

export interface DeskRoleDeps {
  /** Undefined: the settings name no roles. */
  readonly settings: RoleRules | undefined;
  /** Where groups are asked about; null: nowhere, groups then give nothing. */
  readonly directory: AccountDirectory | null;
  readonly roleCache: RoleCache;
  readonly now: () => Date;
  readonly schedule: Schedule;
  /** Told of every change, of the role or of whose it is. */
  readonly onChanged: (state: RoleState, identity: Identity) => void;
  /** Told once of groups that the settings name and the directory does not have. */
  readonly onUnknownGroups: (groups: readonly string[]) => void;
  /** Told when the directory cannot be asked, or what it said cannot be kept. */
  readonly onTrouble: (trouble: DirectoryFailure | { readonly code: 'not-kept'; readonly detail: string }) => void;
}

/** How often groups are asked about again, ms: who was taken out of a group this morning is out of it by now. */
const ASK_AGAIN_MS = 10 * 60_000;
/** And how soon after the directory could not be asked, ms. */
const RETRY_MS = 30_000;

/**
 * The role of whoever works here. It is decided the moment the identity changes, from what is known then; what the
 * directory says of groups comes later and may raise it or lower it. What is not known allows the least it could allow.
 */
export class DeskRole {
  readonly #deps: DeskRoleDeps;
  #identity: Identity;
  #state: RoleState;
  /** Counts identities: an answer about an earlier one comes too late. */
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

  /** Begins to ask the directory. */
  start(): void {
    this.#askFor(this.#generation);
  }

  /** Somebody else works here from now on. */
  become(identity: Identity): void {
    this.#generation += 1;
    this.#cancel();
    this.#identity = identity;
    this.#state = this.#known();
    // Told even where it is the same role: it is another person's.
    this.#deps.onChanged(this.#state, identity);
    this.#askFor(this.#generation);
  }

  stop(): void {
    this.#generation += 1;
    this.#cancel();
  }

  /** The role by what is known without asking anybody. */
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

  /** Whether groups decide about this identity: a bare name is of no directory's domain for certain. */
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
      // What was said earlier ages meanwhile.
      this.#set(this.#known());
      return RETRY_MS;
    }
    // What an account that may not be used is still a member of says nothing of whoever works here.
    const byGroups = found.value === null || found.value.problem !== null ? null : roleByGroups(settings, found.value.memberOf);
    this.#set({ role: byGroups ?? settings.otherwise, source: byGroups === null ? 'otherwise' : 'group', asOf: now().toISOString() });
    if (!this.#groupsChecked) void this.#checkGroups(directory);
    roleCache.write(name, byGroups, now()).catch((error: unknown) => {
      onTrouble({ code: 'not-kept', detail: error instanceof Error ? error.message : String(error) });
    });
    return ASK_AGAIN_MS;
  }

  /** A name that is mistyped would else give nobody a role, and nobody would be told why. */
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
