import { session, type Session } from 'electron';
import { CertificateRefused } from '../cm/certificate-refused.js';
import { createCmClient, type CmClient, type Fetch } from '../cm/client.js';
import type { CertificateWatch } from './certificate-watch.js';
import { PARALLEL_BINDINGS } from './station.js';

/** Partitions of the CM service's sessions: cookies and connections in memory, one for reading and one a way for bindings. */
export const READING_PARTITION = 'cm';
const bindingPartition = (route: number): string => `cm-bindings-${String(route + 1)}`;

/** The sessions that talk to the CM service; who signs in does so in each. */
export interface CmSessions {
  readonly reading: Session;
  readonly bindings: readonly Session[];
}

/** The sessions of the CM service, watched. */
export function cmSessions(watch: CertificateWatch): CmSessions {
  return {
    reading: guarded(READING_PARTITION, watch),
    bindings: Array.from({ length: PARALLEL_BINDINGS }, (_, route) => guarded(bindingPartition(route), watch)),
  };
}

export interface CmNetworkOptions {
  readonly base: string;
  readonly prefix?: string | undefined;
  readonly sessions: CmSessions;
  readonly watch: CertificateWatch;
}

/** The CM service over Chromium's network stack: the system's proxy and certificates apply. Cookies stay in memory. */
export function cmClient({ base, prefix, sessions, watch }: CmNetworkOptions): CmClient {
  return createCmClient({
    base,
    ...(prefix === undefined ? {} : { prefix }),
    fetch: fetchOver(sessions.reading, watch),
    // Chromium repeats a call by itself when a connection it used before breaks: a binding must not be sent so.
    bindingRoutes: sessions.bindings.map((binding) => ({
      fetch: fetchOver(binding, watch),
      dropConnections: () => binding.closeAllConnections(),
    })),
  });
}

/** A session in memory whose connections are watched. */
export function guarded(partition: string, watch: CertificateWatch): Session {
  const network = session.fromPartition(partition, { cache: false });
  watch.guard(network);
  return network;
}

/** Fetch over a session; a certificate that was refused comes with its facts. */
export function fetchOver(network: Session, watch: CertificateWatch): Fetch {
  return async (url, init) => {
    try {
      return await network.fetch(url, { ...init, bypassCustomProtocolHandlers: true });
    } catch (error) {
      const refused = error instanceof Error && error.message.includes('net::ERR_CERT_') ? watch.refused(new URL(url).hostname) : undefined;
      throw refused === undefined ? error : new CertificateRefused(refused, error);
    }
  };
}
