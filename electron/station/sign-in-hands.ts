import { join } from 'node:path';
import { keptCredentials } from '../sign-in/kept-credentials.js';
import { allowWindowsSignIn, passwordNetwork } from '../sign-in/network.js';
import { systemIdentity } from '../sign-in/ticket.js';
import { signInThroughWindow } from '../sign-in/window.js';
import type { CmClient } from '../cm/client.js';
import type { BuildOptions } from './build.js';
import type { CertificateWatch } from './certificate-watch.js';
import type { CmSessions } from './cm-network.js';
import type { SignInHands } from './desk-sign-in.js';
import { systemKeyStore } from './key-store.js';
import type { Settings } from './settings.js';

export interface SignInSurroundings {
  readonly options: Pick<BuildOptions, 'profile' | 'operator' | 'window'>;
  readonly server: NonNullable<Settings['server']>;
  readonly watch: CertificateWatch;
  readonly sessions: CmSessions;
  readonly cm: Pick<CmClient, 'listProfileTemplates'>;
}

/** Signing in to the CM service as the settings allow it, over the sessions that talk to it. */
export function signInHands({ options, server, watch, sessions, cm }: SignInSurroundings): SignInHands {
  const { url: base, prefix, signIn } = server;
  const { host, hostname } = new URL(base);
  const all = [...sessions.reading, ...sessions.bindings];
  // The shortest list the service has; a person who may not read it has signed in all the same.
  const url = new URL(`${prefix.replace(/\/+$/, '')}/api/v1.0/profiletemplates`, base).href;
  allowWindowsSignIn(sessions.reading[0], signIn.windowsServers ?? [hostname]);
  const { usePassword, signOut } = passwordNetwork(all, url);
  return {
    systemIdentity: () =>
      systemIdentity({ platform: process.platform, env: process.env, uid: process.getuid?.(), account: options.operator }),
    usePassword,
    signOut,
    openWindow: () =>
      signInThroughWindow({
        parent: options.window(),
        url,
        hosts: signIn.pages,
        watch,
        sessions: all,
        isSignedIn: async () => {
          const asked = await cm.listProfileTemplates();
          return asked.ok || asked.error.code !== 'not-signed-in';
        },
      }),
    kept: keptCredentials(join(options.profile, 'sign-in'), host, systemKeyStore),
    negotiateTakesPassword: process.platform === 'win32',
  };
}
