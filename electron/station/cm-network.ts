import { session, type Session } from 'electron';
import { CertificateRefused } from '../cm/certificate-refused.js';
import { createCmClient, type CmClient, type Fetch } from '../cm/client.js';
import type { CertificateWatch } from './certificate-watch.js';
import { PARALLEL_BINDINGS } from './station.js';

/** Partitions of the CM service's sessions: cookies and connections in memory, one for reading and one a way for bindings. */
export const READING_PARTITION = 'cm';
const bindingPartition = (route: number): string => `cm-bindings-${String(route + 1)}`;

export interface CmNetworkOptions {
  readonly base: string;
  readonly prefix?: string | undefined;
  readonly watch: CertificateWatch;
}

/** The CM service over Chromium's network stack: the system's proxy and certificates apply. Cookies stay in memory. */
export function cmClient({ base, prefix, watch }: CmNetworkOptions): CmClient {
  return createCmClient({
    base,
    ...(prefix === undefined ? {} : { prefix }),
    fetch: fetchOver(guarded(READING_PARTITION, watch), watch),
    // Chromium repeats a call by itself when a connection it used before breaks: a binding must not be sent so.
    bindingRoutes: Array.from({ length: PARALLEL_BINDINGS }, (_, route) => {
      const binding = guarded(bindingPartition(route), watch);
      return { fetch: fetchOver(binding, watch), dropConnections: () => binding.closeAllConnections() };
    }),
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
