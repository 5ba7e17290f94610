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

/** A server that the settings do not name, with the issuers to trust for it, PEM. */
export interface DraftServer {
  readonly server: ServerSettings;
  readonly authorities: readonly string[];
}

/**
 * Makes what tries the connection to servers that the settings do not name, one at a time: over a session in memory of
 * its own, so that no cookie, password or connection of the station's goes there. The identity of the computer's
 * account does, to the hosts that the draft says, and for as long as the test takes.
 *
 * @param running the server of this station; undefined in training mode
 */
export function draftTester(running: ServerSettings | undefined): (draft: DraftServer) => Promise<ConnectionReport> {
  // What is trusted is remembered by a session, so that another list of issuers needs another session.
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
    // It holds for all sessions: to a server that this station shows a token, no ticket may go meanwhile.
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
