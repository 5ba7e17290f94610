import type { CmError, StationError } from '../../shared/errors.js';
import type { ConnectionState } from '../../shared/connection.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { Credentials, Identity, SignInState as State, SignInNeed } from '../../shared/sign-in.js';
import type { TokenProblem } from '../../shared/token-problem.js';
import { accountNameFault } from '../core/account-name.js';
import type { Bearer } from './bearer.js';
import type { SavedCredentials } from './saved-credentials.js';
import type { PasswordCheck } from './password-check.js';

/** The answer of a call that only reports success. */
export type EmptyObject = Record<string, never>;

/**
 * How the sign-in window ended: signed in, closed by a person, or blocked at a host outside the settings. `not-asked`: the
 * server leads to no sign-in page, so none was opened. `failed`: the server failed. `refused`: no token, or none that the
 * server accepts.
 */
export type WindowOutcome =
  | { readonly outcome: 'signed-in'; readonly name: string | null }
  | { readonly outcome: 'not-asked' }
  | { readonly outcome: 'failed'; readonly error: CmError }
  | { readonly outcome: 'refused'; readonly problem: TokenProblem }
  | { readonly outcome: 'closed' }
  | { readonly outcome: 'blocked'; readonly host: string };

export interface SignInDeps {
  /** Returns the identity of the account the station runs under. */
  readonly systemIdentity: () => Promise<Identity>;
  /** Checks a name and password once, separately from the station's sessions. */
  readonly checkPassword: (credentials: Credentials) => Promise<PasswordCheck>;
  /** Signs in every session with one call each. Unless each was challenged and answered, all are signed out. */
  readonly usePassword: (credentials: Credentials) => Promise<PasswordCheck>;
  /** Signs out every session. */
  readonly signOut: () => Promise<void>;
  /** Lets a person sign in at the organization's page. */
  readonly openWindow: () => Promise<WindowOutcome>;
  /** The token of the signed-in person; null if settings do not use tokens. */
  readonly token: Pick<Bearer, 'canRenew' | 'renew' | 'drop'> | null;
  readonly savedCredentials: SavedCredentials;
  /** Whether Windows sign-in (Negotiate) accepts a typed name and password: Windows' own does, MIT Kerberos does not. */
  readonly negotiateTakesPassword: boolean;
  readonly onChanged: (state: State) => void;
  /** Called when another person is signed in. */
  readonly onIdentity: (identity: Identity) => void;
  /** Fetches from the server again, now that it may answer. */
  readonly refresh: () => void;
}

/** Follows the connection's sign-in errors and signs in. A password is tried once and never repeated automatically. */
export class SignIn {
  readonly #deps: SignInDeps;
  #state: State;
  #changes = 0;
  #window: Promise<Result<EmptyObject>> | null = null;
  #underWay: Promise<Result<EmptyObject>> | null = null;
  /** Saved credentials that were not refused in this process may be tried without asking. */
  #mayTryKept = true;

  constructor(deps: SignInDeps, initial: Identity) {
    this.#deps = deps;
    this.#state = { identity: initial, needed: null, kept: false };
  }

  get state(): State {
    return this.#state;
  }

  /** Reads saved credentials; call before the first call to the server. */
  async start(): Promise<void> {
    this.#set({ kept: (await this.#deps.savedCredentials.read()) !== null });
  }

  /** Reads again the identity of the account the station runs under: its ticket may have changed. */
  async look(): Promise<void> {
    const { source } = this.#state.identity;
    if (source === 'account' || source === 'ticket') await this.#becomeSystem();
  }

  /** Handles a change of the connection. */
  connectionChanged(connection: ConnectionState): void {
    if (connection.state === 'up') {
      this.#set({ needed: null });
      void this.look();
    } else if (connection.state === 'down' && connection.error.code === 'not-signed-in') {
      this.#signedOut(connection.error);
    }
  }

  /** Signs in with a name and password, and saves them if wanted and possible. */
  withPassword(credentials: Credentials, keep: boolean): Promise<Result<EmptyObject>> {
    return this.#inTurn(async () => {
      const signedIn = await this.#tryPassword(credentials);
      if (!signedIn.ok) return signedIn;
      if (!keep) return ok({});
      try {
        await this.#deps.savedCredentials.write(credentials);
        this.#set({ kept: true });
        return ok({});
      } catch (error) {
        return fail<StationError>({ code: 'file-failed', detail: error instanceof Error ? error.message : String(error) });
      }
    });
  }

  /** Opens the organization's sign-in page; resolves when its window is closed. Only one window at a time. */
  throughWindow(): Promise<Result<EmptyObject>> {
    this.#window ??= this.#inTurn(async () => {
      const ended = await this.#deps.openWindow();
      if (ended.outcome === 'signed-in') {
        // The page did not name the person, so only the account the station runs under can be named.
        if (ended.name === null) await this.#becomeSystem();
        else this.#become({ name: ended.name, source: 'federation' });
        this.#deps.refresh();
      } else if (ended.outcome === 'not-asked') {
        return fail<StationError>({ code: 'sign-in-not-asked' });
      } else if (ended.outcome === 'failed') {
        return fail<StationError>({ code: 'sign-in-failed', error: ended.error });
      } else if (ended.outcome === 'refused') {
        return fail<StationError>({ code: 'token-sign-in-failed', problem: ended.problem });
      } else if (this.#state.needed?.way === 'federation') {
        this.#set({ needed: { way: 'federation', blocked: ended.outcome === 'blocked' ? ended.host : null } });
      }
      return ok<EmptyObject>({});
    }).finally(() => {
      this.#window = null;
    });
    return this.#window;
  }

  /** Deletes saved credentials and signs out; the server asks again. */
  forget(): Promise<Result<EmptyObject>> {
    return this.#inTurn(async () => {
      await this.#deps.savedCredentials.forget();
      await this.#deps.signOut();
      this.#set({ kept: false });
      await this.#becomeSystem();
      this.#deps.refresh();
      return ok({});
    });
  }

  /** Runs one operation at a time. */
  #inTurn(work: () => Promise<Result<EmptyObject>>): Promise<Result<EmptyObject>> {
    const before = this.#underWay;
    const turn = (before === null ? work() : before.then(work)).finally(() => {
      if (this.#underWay === turn) this.#underWay = null;
    });
    this.#underWay = turn;
    return turn;
  }

  #signedOut(error: Extract<CmError, { code: 'not-signed-in' }>): void {
    // During a sign-in, its own outcome counts.
    if (this.#underWay !== null) return;
    // A refused token is renewed first, without asking anyone. Not after a page, which a new token would not avoid.
    if (error.status === 401 && this.#deps.token?.canRenew === true) {
      void this.#inTurn(() => this.#renewToken(error));
      return;
    }
    this.#ask(error);
  }

  async #renewToken(error: Extract<CmError, { code: 'not-signed-in' }>): Promise<Result<EmptyObject>> {
    if ((await this.#deps.token?.renew()) === true) this.#deps.refresh();
    else this.#ask(error);
    return ok({});
  }

  #ask(error: Extract<CmError, { code: 'not-signed-in' }>): void {
    // The person is signed out: a token that became valid again would act under a name that is not on the screen.
    this.#deps.token?.drop();
    const before = this.#state.needed;
    const needed = this.#needOf(error);
    this.#set({ needed: before?.way === needed.way ? before : needed });
    if (before !== null) return;
    void this.#becomeSystem();
    if (needed.way === 'password' && this.#state.kept && this.#mayTryKept) void this.#inTurn(() => this.#tryKept());
  }

  #needOf({ status, offers = [] }: Extract<CmError, { code: 'not-signed-in' }>): SignInNeed {
    // A redirect or a page leads to a sign-in page; only a 401 challenges the client.
    if (status !== 401 || this.#deps.token !== null) return { way: 'federation', blocked: null };
    const takesPassword = offers.some((scheme) => scheme !== 'negotiate' || this.#deps.negotiateTakesPassword);
    return takesPassword ? { way: 'password', refused: null, canKeep: this.#deps.savedCredentials.canSave } : { way: 'ticket' };
  }

  async #tryKept(): Promise<Result<EmptyObject>> {
    const credentials = await this.#deps.savedCredentials.read();
    if (credentials === null) return ok({});
    const tried = await this.#tryPassword(credentials);
    // Repeated automatic tries would lock the account.
    if (!tried.ok) this.#mayTryKept = false;
    return tried;
  }

  async #tryPassword(credentials: Credentials): Promise<Result<EmptyObject>> {
    const { account } = credentials;
    // A password besides a token would leave the acting person unclear.
    if (this.#deps.token !== null) return fail<StationError>({ code: 'sign-in-not-asked' });
    const letter = accountNameFault(account);
    if (letter !== null) return fail<StationError>({ code: 'account-name-refused', letter });
    // Checked separately first, so that a wrong password changes nothing.
    const checked = await this.#deps.checkPassword(credentials);
    if (checked !== 'right') return this.#refused(account, checked);
    const used = await this.#deps.usePassword(credentials);
    if (used === 'right') {
      this.#mayTryKept = true;
      this.#become({ name: account, source: 'password' });
      this.#deps.refresh();
      return ok({});
    }
    // The earlier person is signed out.
    await this.#becomeSystem();
    this.#deps.refresh();
    return this.#refused(account, used);
  }

  #refused(account: string, checked: Exclude<PasswordCheck, 'right'>): Result<never> {
    if (checked === 'not-asked') return fail({ code: 'sign-in-not-asked' });
    if (checked !== 'wrong' && checked.code !== 'not-signed-in') return fail({ code: 'sign-in-failed', error: checked });
    this.#set({ needed: { way: 'password', refused: account, canKeep: this.#deps.savedCredentials.canSave } });
    return fail({ code: 'sign-in-refused', account });
  }

  async #becomeSystem(): Promise<void> {
    const changes = this.#changes;
    const identity = await this.#deps.systemIdentity();
    // Another person may have signed in meanwhile.
    if (changes === this.#changes) this.#become(identity);
  }

  #become(identity: Identity): void {
    this.#changes += 1;
    const { name, source } = this.#state.identity;
    if (identity.name === name && identity.source === source) return;
    this.#set({ identity });
    this.#deps.onIdentity(identity);
  }

  #set(change: Partial<State>): void {
    const before = JSON.stringify(this.#state);
    this.#state = { ...this.#state, ...change };
    if (JSON.stringify(this.#state) !== before) this.#deps.onChanged(this.#state);
  }
}
