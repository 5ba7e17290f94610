import type { Session } from 'electron';
import type { ConnectionReport } from '../../shared/connection-test.js';
import { createCmClient } from '../cm/client.js';
import { tcpProbe } from '../cm/tcp-probe.js';
import { allowWindowsSignIn } from '../sign-in/network.js';
import { windowsHosts } from '../sign-in/windows-hosts.js';
import { CertificateWatch } from '../cm/certificate-watch.js';
import { answerCertificateRequests } from '../cm/client-certificate.js';
import { cmConnection, fetchOver, guardedSession } from '../cm/cm-network.js';
import { connectionReport } from '../cm/connection-report.js';
import type { Settings } from '../settings/settings.js';

export type ServerSettings = NonNullable<Settings['server']>;

/** A server that is not in the settings, with its trusted issuers (PEM). */
export interface DraftServer {
  readonly server: ServerSettings;
  readonly authorities: readonly string[];
}

/**
 * Returns a function that tests the connection to a server that is not in the settings, one at a time. It uses a session in
 * memory of its own, so that no cookie, password or connection of the station reaches that server. The computer's identity
 * does, for the hosts in the draft and during the test.
 * @param running the server of this station; undefined in training mode
 */
export function draftTester(running: ServerSettings | undefined): (draft: DraftServer) => Promise<ConnectionReport> {
  // A session caches its trust decisions, so another list of issuers needs another session.
  const sessions = new Map<string, { readonly network: Session; readonly watch: CertificateWatch }>();
  const usual = running === undefined ? [] : windowsHosts(running);
  return async (draft) => {
    const { server, authorities } = draft;
    const { url: base, prefix } = server;
    const key = JSON.stringify(draft);
    const watch = sessions.get(key)?.watch ?? new CertificateWatch(authorities, () => new Date());
    const network = sessions.get(key)?.network ?? guardedSession(`cm-draft-${String(sessions.size + 1)}`, watch);
    sessions.set(key, { network, watch });
    const takeBack = answerCertificateRequests(new URL(base), server.clientCertificate);
    // The setting applies to all sessions. A server that receives tokens from this station must not receive a ticket meanwhile.
    const token = running?.signIn.token === undefined ? null : new URL(running.url).hostname;
    allowWindowsSignIn(network, [...usual, ...windowsHosts(server).filter((host) => host.toLowerCase() !== token)]);
    try {
      const connection = cmConnection({ base, prefix, sessions: { reading: [network], bindings: [] }, watch });
      const canConnect = tcpProbe(base);
      const cm = createCmClient({
        base,
        prefix,
        fetch: fetchOver(network, watch),
        canConnect: async (signal) => (await connection.proxy()) !== null || canConnect(signal),
      });
      return await connectionReport(cm, connection);
    } finally {
      allowWindowsSignIn(network, usual);
      takeBack();
      await network.closeAllConnections();
      await network.clearStorageData({ storages: ['cookies'] });
    }
  };
}
