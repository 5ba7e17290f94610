import type { CmError } from '../../shared/errors.js';
import { CertificateRefused } from './certificate-refused.js';

type Layer = Extract<CmError, { code: 'network' }>['layer'];

/**
 * Meaning of an error name. `reached: false` only if certainly no byte of the request arrived: a binding is then sent again
 * without asking.
 */
interface Meaning {
  readonly layer: Layer;
  readonly reached: boolean;
}

const certain = (layer: Layer): Meaning => ({ layer, reached: false });
const possible = (layer: Layer): Meaning => ({ layer, reached: true });

/**
 * Error names, first match wins: Chromium's (net/base/net_error_list.h, in the message of Electron's `net.fetch`) and Node's
 * (libuv, OpenSSL and undici, as the code of the global fetch's cause).
 */
const meanings: readonly (readonly [name: RegExp, meaning: Meaning])[] = [
  [/^ERR_(?:NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|DNS_|ICANN_NAME_COLLISION)/, certain('dns')],
  [/^(?:ENOTFOUND|EAI_)/, certain('dns')],
  [/^ERR_(?:CONNECTION_REFUSED|PROXY_CONNECTION_FAILED|TUNNEL_CONNECTION_FAILED)$/, certain('tcp')],
  [/^ECONNREFUSED$/, certain('tcp')],
  // Chromium checks the certificate and the protocol version before it sends anything.
  [
    /^ERR_(?:CERT_|SSL_VERSION_OR_CIPHER_MISMATCH|SSL_OBSOLETE_|SSL_PINNED_KEY|SSL_UNRECOGNIZED_NAME|SSL_KEY_USAGE_INCOMPATIBLE)/,
    certain('tls'),
  ],
  [/^(?:CERT_|ERR_TLS_CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|HOSTNAME_MISMATCH)/, certain('tls')],
  [/^ERR_SSL_(?:WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|PACKET_LENGTH_TOO_LONG)$/, certain('tls')],
  // OpenSSL 3.2 renamed the SSLV3 alerts to SSL/TLS; Node 24 uses the new names.
  [/^ERR_SSL_(?:TLSV1_ALERT_PROTOCOL_VERSION|SSL(?:V3|\/TLS)_ALERT_HANDSHAKE_FAILURE)$/, certain('tls')],
  // Any other TLS alert may also come after the handshake.
  [/^(?:ERR_SSL_|ERR_BAD_SSL_|EPROTO$)/, possible('tls')],
  [/^(?:ERR_ADDRESS_|ERR_INTERNET_DISCONNECTED|ERR_NETWORK_|ERR_SOCKET_|ERR_TIMED_OUT|ERR_PROXY_)/, possible('tcp')],
  [/^(?:ERR_CONNECTION_|ECONN|EPIPE$|EHOST|ENET|EADDR|ETIMEDOUT$)/, possible('tcp')],
];

/** Names of connection timeouts; nothing was sent. */
const connectTimeout = /^(?:UND_ERR_CONNECT_TIMEOUT|ERR_CONNECTION_TIMED_OUT)$/;
const answerTimeout = /^(?:UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/;

/** Messages of undici and of Electron's `net.fetch` for a redirect that was not followed. */
const redirectWords = /unexpected redirect|redirect was cancelled|redirect policy/i;

interface Fact {
  readonly name: string;
  readonly message: string;
  readonly syscall: string;
}

/** Returns an error with its causes, outermost first. Depth-limited, because a chain may be circular. */
function factsOf(error: unknown, depth = 0): Fact[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const text = (key: string): string => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === 'string' ? value : '';
  };
  const name = /net::(ERR_[A-Z0-9_]+)/.exec(error.message)?.[1] ?? text('code');
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return [{ name, message: error.message, syscall: text('syscall') }, ...factsOf(inner, depth + 1)];
}

/** Whether fetch failed because the server answered with a redirect, which is never followed. */
export function isRedirectRefusal(error: unknown): boolean {
  return factsOf(error).some(({ message }) => redirectWords.test(message));
}

/** Returns the layer in which a fetch failed and whether the request may have reached the server. Unknown errors count as "may have". */
export function networkError(error: unknown, limits: { readonly connectMs: number; readonly answerMs: number }): CmError {
  const facts = factsOf(error);
  if (facts.some(({ name }) => connectTimeout.test(name))) {
    return { code: 'timeout', phase: 'connect', limitMs: limits.connectMs, reached: false };
  }
  if (facts.some(({ name }) => answerTimeout.test(name))) {
    return { code: 'timeout', phase: 'answer', limitMs: limits.answerMs, reached: true };
  }
  const detail = (facts.length === 0 ? [String(error)] : facts.map(({ name, message }) => `${name} ${message}`.trim()))
    .join(': ')
    .slice(0, 2000);
  return {
    code: 'network',
    ...meaningOf(facts),
    detail,
    ...(error instanceof CertificateRefused ? { certificate: error.certificate } : {}),
    ...(facts.some(({ name }) => name === 'ERR_SSL_CLIENT_AUTH_CERT_NEEDED') ? { needs: 'client-certificate' } : {}),
  };
}

function meaningOf(facts: readonly Fact[]): Meaning {
  for (const { name, message, syscall } of facts) {
    if (syscall === 'connect') return certain('tcp');
    if (/before secure TLS connection was established/.test(message)) return certain('tls');
    const found = meanings.find(([pattern]) => pattern.test(name));
    if (found) return found[1];
  }
  return possible('http');
}
