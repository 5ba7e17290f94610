import { session, type Session } from 'electron';
import { apiAddress } from './address.js';
import { CertificateRefused } from './certificate-refused.js';
import { isKnownName } from './name-probe.js';
import { createCmClient, type CmClient, type Fetch } from './client.js';
import { tcpProbe } from './tcp-probe.js';
import type { CertificateWatch } from './certificate-watch.js';
import type { Connection } from './connection-report.js';
import { PARALLEL_BINDINGS } from './lanes.js';

/** Partitions of the CM service's sessions: cookies and connections in memory, a few for reading and one a way for bindings. */
export const READING_PARTITION = 'cm';
/** Chromium has six connections to a host in a session: an outbox that is sent asks more at once, and must not hold up who confirms. */
const furtherReading = [`${READING_PARTITION}-2`, `${READING_PARTITION}-3`];
const bindingPartition = (route: number): string => `cm-bindings-${String(route + 1)}`;

/** The sessions that talk to the CM service; who signs in does so in each. */
export interface CmSessions {
  readonly reading: readonly [Session, ...Session[]];
  readonly bindings: readonly Session[];
}

/** The sessions of the CM service, watched. */
export function cmSessions(watch: CertificateWatch): CmSessions {
  return {
    reading: [guardedSession(READING_PARTITION, watch), ...furtherReading.map((partition) => guardedSession(partition, watch))],
    bindings: Array.from({ length: PARALLEL_BINDINGS }, (_, route) => guardedSession(bindingPartition(route), watch)),
  };
}

export interface CmNetworkDeps {
  readonly base: string;
  readonly prefix?: string | undefined;
  readonly sessions: CmSessions;
  readonly watch: CertificateWatch;
  /** Has each call show who is signed in, where a token says so. */
  readonly signed?: ((fetch: Fetch) => Fetch) | undefined;
}

/** The CM service over Chromium's network stack: the system's proxy and certificates apply. Cookies stay in memory. */
export function cmClient({ base, prefix, sessions, watch, signed = asItIs }: CmNetworkDeps): CmClient {
  const canConnect = tcpProbe(base);
  return createCmClient({
    base,
    ...(prefix === undefined ? {} : { prefix }),
    fetch: leastBusyFetch(sessions.reading.map((reading) => signed(fetchOver(reading, watch)))),
    // Through a proxy there is nothing to try from here.
    canConnect: async (signal) => (await proxyTo(base, sessions.reading[0])) !== null || canConnect(signal),
    // Chromium repeats a call by itself when a connection it used before breaks: a binding must not be sent so.
    bindingRoutes: sessions.bindings.map((binding) => ({
      fetch: signed(fetchOver(binding, watch)),
      dropConnections: () => binding.closeAllConnections(),
    })),
  });
}

/** How the CM service is reached, for the connection test and the probe. */
export function cmConnection({ base, prefix, sessions, watch, signed = asItIs }: CmNetworkDeps): Connection {
  const proxy = (): Promise<string | null> => proxyTo(base, sessions.reading[0]);
  return {
    address: apiAddress(base, prefix),
    proxy,
    hasName: async () => {
      const through = await proxy();
      return isKnownName(through === null ? base : `http://${through}`);
    },
    fetch: signed(fetchOver(sessions.reading[0], watch)),
  };
}

const asItIs = (fetch: Fetch): Fetch => fetch;

/** The first proxy that the system's settings name (PAC's answer: `PROXY host:port; DIRECT`); null: none. */
async function proxyTo(address: string, network: Session): Promise<string | null> {
  const [first = 'DIRECT'] = (await network.resolveProxy(address)).split(';');
  return first.trim() === 'DIRECT'
    ? null
    : first
        .trim()
        .replace(/^\S+\s+/, '')
        .slice(0, 2000);
}

/** A session in memory whose connections are watched. */
export function guardedSession(partition: string, watch: CertificateWatch): Session {
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

/** Fetch over whichever of several ways has the fewest calls under way. */
export function leastBusyFetch(ways: readonly Fetch[]): Fetch {
  const busy = ways.map((fetch) => ({ fetch, calls: 0 }));
  return async (url, init) => {
    const way = busy.reduce((least, other) => (other.calls < least.calls ? other : least));
    way.calls += 1;
    try {
      return await way.fetch(url, init);
    } finally {
      way.calls -= 1;
    }
  };
}
