import type { TokenProblem } from '../../shared/token-problem.js';
import type { Result } from '../../shared/result.js';
import type { Fetch } from '../cm/exchange.js';
import type { Authority, Grant } from './authority.js';

/** A token is renewed this long before it ends, or a quarter of its time where that is less, ms: time for the sign-in service to come back. */
const BEFORE_THE_END_MS = 600_000;
/** How long a call waits for a renewal at most; the sign-in service may take longer, and the renewal then goes on without it, ms. */
const PATIENCE_MS = 5_000;
/** After a renewal that failed the sign-in service is left in peace so long, ms. */
const PAUSE_MS = 30_000;

export interface BearerDeps {
  /** Origin of the CM service: the token is sent there, and nowhere else. */
  readonly origin: string;
  readonly renew: Authority['renew'];
  readonly now: () => number;
  /** Told of each renewal that failed. */
  readonly onRenewalFailed: (problem: TokenProblem) => void;
}

/** What is known of the token beside itself. */
interface HeldToken {
  readonly grant: Grant;
  /** When it was taken, ms. */
  readonly since: number;
  /** The service has answered 401 to it. */
  readonly isRefused: boolean;
  /** It was got because the one before was refused: a second refusal in a row is the service's last word. */
  readonly isSecondTry: boolean;
}

/** Returns a fetch that shows an access token to one origin alone. No redirect is followed, so that it goes no further. */
export function withBearerToken(fetch: Fetch, origin: string, token: string): Fetch {
  return (url, init) => {
    if (new URL(url).origin !== origin) return fetch(url, init);
    const headers = { ...Object.fromEntries(new Headers(init.headers)), Authorization: `Bearer ${token}` };
    return fetch(url, { ...init, headers, redirect: 'manual' });
  };
}

/** Holds the token of whoever is signed in, in memory, shows it with each call to the CM service, and renews it in time. */
export class Bearer {
  readonly #deps: BearerDeps;
  #held: HeldToken | null = null;
  #renewal: Promise<boolean> | null = null;
  #notBefore = -Infinity;

  constructor(deps: BearerDeps) {
    this.#deps = deps;
  }

  /** Takes the token of somebody who has just signed in. */
  adopt(grant: Grant): void {
    this.#renewal = null;
    this.#hold(grant, false);
  }

  /** Forgets the token; a renewal under way comes too late. */
  drop(): void {
    this.#held = null;
    this.#renewal = null;
  }

  /** Whether a renewal may still help after the service has answered 401. */
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

  /** Returns a fetch that shows the token of the moment to the CM service. */
  attach(fetch: Fetch): Fetch {
    return async (url, init) => {
      if (new URL(url).origin !== this.#deps.origin) return fetch(url, init);
      const whose = this.#held?.grant.subject;
      const token = await this.#current();
      // The journal has the name of whoever was signed in when the call was begun. That nothing was sent is found out by asking.
      if (whose !== undefined && token !== null && this.#held?.grant.subject !== whose)
        throw new Error('Somebody else has signed in while this call waited for a token; it was not sent');
      init.signal?.throwIfAborted();
      if (token === null) return fetch(url, init);
      const response = await withBearerToken(fetch, this.#deps.origin, token)(url, init);
      this.#answered(token, response.status);
      return response;
    };
  }

  /** The token to show now; null: none that counts. One that still counts is not waited for to be renewed. */
  async #current(): Promise<string | null> {
    if (this.#held === null) return null;
    if (this.#isDue(this.#held) && this.canRenew && this.#deps.now() >= this.#notBefore) {
      const renewal = this.renew();
      if (!this.#counts()) await withinPatience(renewal);
    }
    return this.#counts() ? this.#held.grant.accessToken : null;
  }

  /** Whether the token that is held is worth showing: it has not ended, nor been refused. */
  #counts(): boolean {
    return this.#held !== null && !this.#held.isRefused && this.#left(this.#held) > 0;
  }

  #isDue(held: HeldToken): boolean {
    const { endsAt } = held.grant;
    if (held.isRefused) return true;
    return endsAt !== null && this.#left(held) <= Math.min(BEFORE_THE_END_MS, (endsAt - held.since) / 4);
  }

  /** Time until a token ends, ms. */
  #left({ grant: { endsAt } }: HeldToken): number {
    return endsAt === null ? Infinity : endsAt - this.#deps.now();
  }

  async #renewOnce(held: HeldToken): Promise<boolean> {
    const renewed: Result<Grant, TokenProblem> = await this.#deps.renew(held.grant);
    // Somebody else may have signed in meanwhile, or nobody be signed in any more.
    if (this.#held === null || this.#held.grant !== held.grant) return false;
    const { isRefused } = this.#held;
    if (renewed.ok) {
      this.#hold(renewed.value, isRefused);
      return true;
    }
    this.#notBefore = this.#deps.now() + PAUSE_MS;
    // What the service says no to stays refused; the access token counts until it ends.
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

/** Waits for a renewal, but no longer than a call that needs the token can wait. */
async function withinPatience(renewal: Promise<boolean>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  try {
    await Promise.race([renewal, patience]);
  } finally {
    clearTimeout(timer);
  }
}
