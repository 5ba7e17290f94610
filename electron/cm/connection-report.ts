import type { ConnectionReport } from '../../shared/connection-test.js';
import type { Fetch } from './exchange.js';
import { testConnection } from './connection-test.js';

/** How the CM service is reached. */
export interface Connection {
  readonly address: string;
  /** The proxy on the way there, as the system's settings are now; null: none. */
  readonly proxy: () => Promise<string | null>;
  /** Whether the name of the server, or of the proxy, is known to the network. */
  readonly hasName: () => Promise<boolean>;
  /** Calls go out over it as the reading ones do, signed in the same way. */
  readonly fetch: Fetch;
}

/** Tries a way to a CM service, and says how it went. */
export async function connectionReport(
  cm: Parameters<typeof testConnection>[0],
  { address, proxy, hasName }: Omit<Connection, 'fetch'>,
): Promise<ConnectionReport> {
  const began = performance.now();
  const outcome = await testConnection(cm, hasName);
  return { address, proxy: await proxy(), tookMs: Math.round(performance.now() - began), outcome };
}
