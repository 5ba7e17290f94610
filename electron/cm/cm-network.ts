import { session, type Session } from 'electron';
import { apiAddress } from './address.js';
import { CertificateRefused } from './certificate-refused.js';
import { isKnownName } from './name-probe.js';
import { createCmClient, type CmClient, type Fetch } from './client.js';
import { tcpProbe } from './tcp-probe.js';
import type { CertificateWatch } from './certificate-watch.js';
import type { Connection } from './connection-report.js';
import { PARALLEL_BINDINGS } from './lanes.js';

/** Session partitions for the CM service, with cookies and connections in memory: a few for reading, one per binding route. */
export const READING_PARTITION = 'cm';
/** Chromium allows six connections to a host per session. Checks for queued bindings need more, and must not delay a confirmation. */
const furtherReading = [`${READING_PARTITION}-2`, `${READING_PARTITION}-3`];
const bindingPartition = (route: number): string => `cm-bindings-${String(route + 1)}`;

/** The sessions that talk to the CM service; each must be signed in. */
export interface CmSessions {
  readonly reading: readonly [Session, ...Session[]];
  readonly bindings: readonly Session[];
}

/** Creates the CM service's sessions, with their certificates verified. */
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
  /** Adds the token to each call, if signed in by token. */
  readonly signed?: ((fetch: Fetch) => Fetch) | undefined;
}

/** Creates a CM client over Chromium's network stack, with the system's proxy and certificates. */
export function cmClient({ base, prefix, sessions, watch, signed = asItIs }: CmNetworkDeps): CmClient {
  const canConnect = tcpProbe(base);
  return createCmClient({
    base,
    ...(prefix === undefined ? {} : { prefix }),
    fetch: leastBusyFetch(sessions.reading.map((reading) => signed(fetchOver(reading, watch)))),
    // Through a proxy the server cannot be probed directly.
    canConnect: async (signal) => (await proxyTo(base, sessions.reading[0])) !== null || canConnect(signal),
    // Chromium resends a call when a reused connection breaks; bindings must not be resent.
    bindingRoutes: sessions.bindings.map((binding) => ({
      fetch: signed(fetchOver(binding, watch)),
      dropConnections: () => binding.closeAllConnections(),
    })),
  });
}

/** Describes how the CM service is reached, for the connection test and the probe. */
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

/** Returns the first proxy in the system's settings (PAC result: `PROXY host:port; DIRECT`); null if none. */
async function proxyTo(address: string, network: Session): Promise<string | null> {
  const [first = 'DIRECT'] = (await network.resolveProxy(address)).split(';');
  return first.trim() === 'DIRECT'
    ? null
    : first
        .trim()
        .replace(/^\S+\s+/, '')
        .slice(0, 2000);
}

/** Creates an in-memory session with certificate verification. */
export function guardedSession(partition: string, watch: CertificateWatch): Session {
  const network = session.fromPartition(partition, { cache: false });
  watch.guard(network);
  return network;
}

/** Returns fetch over a session; errors of a refused certificate carry its facts. */
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

/** Returns a fetch that uses the route with the fewest calls in progress. */
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
