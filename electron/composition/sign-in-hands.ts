import { join } from 'node:path';
import { keptCredentials } from '../sign-in/kept-credentials.js';
import { allowWindowsSignIn, checkPassword, passwordNetwork } from '../sign-in/network.js';
import { systemIdentity } from '../sign-in/ticket.js';
import { signInThroughWindow } from '../sign-in/sign-in-window.js';
import { signInAddress } from '../cm/address.js';
import { createCmClient } from '../cm/client.js';
import type { BuildOptions } from './build.js';
import type { CertificateWatch } from '../cm/certificate-watch.js';
import { fetchOver, guarded, type CmSessions } from '../cm/cm-network.js';
import type { SignInHands } from '../sign-in/desk-sign-in.js';
import { systemKeyStore } from '../core/key-store.js';
import type { Settings } from '../settings/settings.js';

/** Session in which a sign-in proves itself before it counts; nothing else uses it, and it is emptied each time. */
const SIGN_IN_PROOF_PARTITION = 'sign-in-proof';

export interface SignInSurroundings {
  readonly options: Pick<BuildOptions, 'profile' | 'operator' | 'window'>;
  readonly server: NonNullable<Settings['server']>;
  readonly watch: CertificateWatch;
  readonly sessions: CmSessions;
}

/** Signing in to the CM service as the settings allow it, over the sessions that talk to it. */
export function signInHands({ options, server, watch, sessions }: SignInSurroundings): SignInHands {
  const { url: base, prefix, signIn } = server;
  const { host, hostname } = new URL(base);
  const all = [...sessions.reading, ...sessions.bindings];
  const url = signInAddress(server);
  allowWindowsSignIn(sessions.reading[0], signIn.windowsServers ?? [hostname]);
  const { usePassword, signOut } = passwordNetwork(all, url);
  const proof = guarded(SIGN_IN_PROOF_PARTITION, watch);
  const proving = createCmClient({ base, prefix, fetch: fetchOver(proof, watch) });
  return {
    systemIdentity: () =>
      systemIdentity({ platform: process.platform, env: process.env, uid: process.getuid?.(), account: options.operator }),
    checkPassword: (credentials) => checkPassword(proof, url, credentials),
    usePassword,
    signOut,
    openWindow: () =>
      signInThroughWindow({
        parent: options.window(),
        url,
        hosts: signIn.pages,
        watch,
        sessions: all,
        proof,
        ask: () => proving.listProfileTemplates(),
      }),
    kept: keptCredentials(join(options.profile, 'sign-in'), host, systemKeyStore),
    negotiateTakesPassword: process.platform === 'win32',
  };
}
