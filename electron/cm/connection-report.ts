import type { ConnectionReport } from '../../shared/connection-test.js';
import type { Fetch } from './exchange.js';
import { testConnection } from './connection-test.js';

/** How the CM service is reached. */
export interface Connection {
  readonly address: string;
  /** The proxy in the current system settings; null: none. */
  readonly proxy: () => Promise<string | null>;
  /** Whether the name of the server, or of its proxy, resolves. */
  readonly hasName: () => Promise<boolean>;
  /** Sends calls like the station's reading calls, with the same sign-in. */
  readonly fetch: Fetch;
}

/** Tests a connection to a CM service and reports the result. */
export async function connectionReport(
  cm: Parameters<typeof testConnection>[0],
  { address, proxy, hasName }: Omit<Connection, 'fetch'>,
): Promise<ConnectionReport> {
  const began = performance.now();
  const outcome = await testConnection(cm, hasName);
  return { address, proxy: await proxy(), tookMs: Math.round(performance.now() - began), outcome };
}
