import { join } from 'node:path';
import { savedCredentials } from '../sign-in/saved-credentials.js';
import { allowWindowsSignIn, checkPassword, passwordNetwork } from '../sign-in/network.js';
import { systemIdentity } from '../sign-in/system-identity.js';
import { withBearerToken } from '../sign-in/bearer.js';
import { windowsHosts } from '../sign-in/windows-hosts.js';
import type { WindowOutcome } from '../sign-in/sign-in.js';
import { signInThroughWindow } from '../sign-in/sign-in-window.js';
import { signInByToken } from '../sign-in/token-window.js';
import { signInAddress } from '../cm/address.js';
import { createCmClient, type Fetch } from '../cm/client.js';
import type { BuildStationDeps } from './mode-deps.js';
import type { TokenSignIn } from './live-token.js';
import type { CertificateWatch } from '../cm/certificate-watch.js';
import { fetchOver, guardedSession, type CmSessions } from '../cm/cm-network.js';
import type { SignInPlatform } from '../sign-in/desk-sign-in.js';
import { systemKeyStore } from '../core/key-store.js';
import type { Settings } from '../settings/settings.js';

/** Session in which a sign-in is verified before it takes effect; used for nothing else and cleared each time. */
const SIGN_IN_PROOF_PARTITION = 'sign-in-proof';

export interface CreateSignInDeps {
  readonly options: Pick<BuildStationDeps, 'profile' | 'operator' | 'window'>;
  readonly server: NonNullable<Settings['server']>;
  readonly watch: CertificateWatch;
  readonly sessions: CmSessions;
  /** Null if sign-in does not use tokens. */
  readonly token: TokenSignIn | null;
}

/** Returns the sign-in to the CM service that the settings require, over the sessions that call it. */
export function createSignIn({ options, server, watch, sessions, token }: CreateSignInDeps): SignInPlatform {
  const { url: base, prefix, signIn } = server;
  const { host, origin } = new URL(base);
  const all = [...sessions.reading, ...sessions.bindings];
  const url = signInAddress(server);
  allowWindowsSignIn(sessions.reading[0], windowsHosts(server));
  const { usePassword, signOut } = passwordNetwork(all, url);
  const proof = guardedSession(SIGN_IN_PROOF_PARTITION, watch);
  const provingBy = (fetch: Fetch) => createCmClient({ base, prefix, fetch }).listProfileTemplates();
  const overProof = fetchOver(proof, watch);
  const common = { hosts: signIn.pages, watch, proof };
  const openTokenWindow = async ({ authority, issuer, bearer }: TokenSignIn): Promise<WindowOutcome> => {
    const ended = await signInByToken({
      ...common,
      parent: options.window(),
      authority,
      issuer,
      ask: (shown) => provingBy(shown === null ? overProof : withBearerToken(overProof, origin, shown)),
    });
    if (ended.outcome !== 'granted') return ended;
    // The previous person's session cookies must not be sent with the new token.
    for (const one of all) await one.clearStorageData({ storages: ['cookies'] });
    bearer.adopt(ended.grant);
    return { outcome: 'signed-in', name: ended.grant.name };
  };
  return {
    systemIdentity: () =>
      systemIdentity({ platform: process.platform, env: process.env, uid: process.getuid?.(), account: options.operator }),
    checkPassword: (credentials) => checkPassword(proof, url, credentials),
    usePassword,
    signOut: async () => {
      token?.bearer.drop();
      await signOut();
    },
    openWindow: () =>
      token === null
        ? signInThroughWindow({ ...common, parent: options.window(), url, sessions: all, ask: () => provingBy(overProof) })
        : openTokenWindow(token),
    token: token?.bearer ?? null,
    savedCredentials: savedCredentials(join(options.profile, 'sign-in'), host, systemKeyStore),
    negotiateTakesPassword: process.platform === 'win32',
  };
}
