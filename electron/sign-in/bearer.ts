import type { TokenProblem } from '../../shared/token-problem.js';
import type { Result } from '../../shared/result.js';
import type { Fetch } from '../cm/exchange.js';
import type { Authority, Grant } from './authority.js';

/**
 * How long before its end a token is renewed, ms, or a quarter of its lifetime if shorter: leaves time if the sign-in service
 * is down.
 */
const BEFORE_THE_END_MS = 600_000;
/** How long a call waits for a renewal, ms. A longer renewal continues without it. */
const RENEWAL_WAIT_MS = 5_000;
/** Pause after a failed renewal, ms. */
const PAUSE_MS = 30_000;

export interface BearerDeps {
  /** Origin of the CM service; the token is sent nowhere else. */
  readonly origin: string;
  readonly renew: Authority['renew'];
  readonly now: () => number;
  /** Called for each failed renewal. */
  readonly onRenewalFailed: (problem: TokenProblem) => void;
}

/** The current token with its state. */
interface HeldToken {
  readonly grant: Grant;
  /** When it was received, ms. */
  readonly since: number;
  /** The CM service answered 401 to it. */
  readonly isRefused: boolean;
  /** It replaced a refused token: a second refusal in a row is final. */
  readonly isSecondTry: boolean;
}

/** Returns a fetch that adds an access token for one origin only and follows no redirect. */
export function withBearerToken(fetch: Fetch, origin: string, token: string): Fetch {
  return (url, init) => {
    if (new URL(url).origin !== origin) return fetch(url, init);
    const headers = { ...Object.fromEntries(new Headers(init.headers)), Authorization: `Bearer ${token}` };
    return fetch(url, { ...init, headers, redirect: 'manual' });
  };
}

/** Holds the signed-in person's token in memory, adds it to each call to the CM service, and renews it in time. */
export class Bearer {
  readonly #deps: BearerDeps;
  #held: HeldToken | null = null;
  #renewal: Promise<boolean> | null = null;
  #notBefore = -Infinity;

  constructor(deps: BearerDeps) {
    this.#deps = deps;
  }

  /** Takes the token of a new sign-in. */
  adopt(grant: Grant): void {
    this.#renewal = null;
    this.#hold(grant, false);
  }

  /** Drops the token and ignores a renewal in progress. */
  drop(): void {
    this.#held = null;
    this.#renewal = null;
  }

  /** Whether a renewal may help after a 401. */
  get canRenew(): boolean {
    return this.#held !== null && this.#held.grant.refreshToken !== null && !(this.#held.isRefused && this.#held.isSecondTry);
  }

  /** Renews the token; one renewal at a time. @returns whether there is a new one */
  renew(): Promise<boolean> {
    const held = this.#held;
    if (held === null || held.grant.refreshToken === null) return Promise.resolve(false);
    if (this.#renewal !== null) return this.#renewal;
    const renewal = this.#renewOnce(held).finally(() => {
      if (this.#renewal === renewal) this.#renewal = null;
    });
    this.#renewal = renewal;
    return renewal;
  }

  /** Returns a fetch that adds the current token for the CM service. */
  attach(fetch: Fetch): Fetch {
    return async (url, init) => {
      if (new URL(url).origin !== this.#deps.origin) return fetch(url, init);
      const whose = this.#held?.grant.subject;
      const token = await this.#current();
      // The journal names the person who was signed in when the call started, so another's token must not be used. Asking the server
      // later shows that nothing was sent.
      if (whose !== undefined && token !== null && this.#held?.grant.subject !== whose)
        throw new Error('The call was not sent, because another person signed in while it waited for a token');
      init.signal?.throwIfAborted();
      if (token === null) return fetch(url, init);
      const response = await withBearerToken(fetch, this.#deps.origin, token)(url, init);
      this.#answered(token, response.status);
      return response;
    };
  }

  /** Returns the current token; null if none is valid. Does not wait for the renewal of a valid one. */
  async #current(): Promise<string | null> {
    if (this.#held === null) return null;
    if (this.#isDue(this.#held) && this.canRenew && this.#deps.now() >= this.#notBefore) {
      const renewal = this.renew();
      if (!this.#counts()) await waitForRenewal(renewal);
    }
    return this.#counts() ? this.#held.grant.accessToken : null;
  }

  /** Whether the token is neither expired nor refused. */
  #counts(): boolean {
    return this.#held !== null && !this.#held.isRefused && this.#left(this.#held) > 0;
  }

  #isDue(held: HeldToken): boolean {
    const { endsAt } = held.grant;
    if (held.isRefused) return true;
    return endsAt !== null && this.#left(held) <= Math.min(BEFORE_THE_END_MS, (endsAt - held.since) / 4);
  }

  /** Returns the time until a token expires, ms. */
  #left({ grant: { endsAt } }: HeldToken): number {
    return endsAt === null ? Infinity : endsAt - this.#deps.now();
  }

  async #renewOnce(held: HeldToken): Promise<boolean> {
    const renewed: Result<Grant, TokenProblem> = await this.#deps.renew(held.grant);
    // Another person may have signed in meanwhile, or the person signed out.
    if (this.#held === null || this.#held.grant !== held.grant) return false;
    const { isRefused } = this.#held;
    if (renewed.ok) {
      this.#hold(renewed.value, isRefused);
      return true;
    }
    this.#notBefore = this.#deps.now() + PAUSE_MS;
    // A denied renewal is final; the access token stays valid until it expires.
    if (renewed.error.code === 'denied' || renewed.error.code === 'not-genuine') {
      this.#held = { ...this.#held, grant: { ...held.grant, refreshToken: null } };
    }
    this.#deps.onRenewalFailed(renewed.error);
    return false;
  }

  #answered(token: string, status: number): void {
    const held = this.#held;
    if (held?.grant.accessToken !== token) return;
    if (status === 401) this.#held = { ...held, isRefused: true };
    else if (status < 300 && held.isSecondTry) this.#held = { ...held, isSecondTry: false };
  }

  #hold(grant: Grant, isSecondTry: boolean): void {
    this.#held = { grant, since: this.#deps.now(), isRefused: false, isSecondTry };
    this.#notBefore = -Infinity;
  }
}

/** Waits for a renewal, up to the limit for a call. */
async function waitForRenewal(renewal: Promise<boolean>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, RENEWAL_WAIT_MS);
  });
  try {
    await Promise.race([renewal, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
