/**
 * Checks and composes addresses of a CM service; the only place that does. URL parsers forgive much: they drop tabs and line
 * breaks, read `\` as `/`, decode `%`, and treat text before `@` as a user name. So an address must already be what the parser
 * makes of it, and a composed one must keep the host that was written.
 */

/** What is wrong with a server's address. */
export type ServerUrlFault =
  'url' | 'server-url' | 'server-url-letters' | 'server-url-user' | 'server-url-path' | 'server-url-query' | 'server-url-fragment';

const NAME_OR_IP4 = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9.])?$/;
const IP6 = /^\[[0-9A-Fa-f:.]+\]$/;
const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Returns what is wrong with a server's address in the settings; null if nothing. It must be `https`, or `http` on this
 * computer, with a host, an optional port, and nothing else.
 */
export function serverUrlFault(text: string): ServerUrlFault | null {
  // Printable ASCII without characters that parsers reinterpret or decode.
  if (/[^!-~]|[\\%]/.test(text)) return 'server-url-letters';
  const [, scheme, authority, rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]+)(.*)$/.exec(text) ?? [];
  if (scheme === undefined || authority === undefined) return 'url';
  if (authority.includes('@')) return 'server-url-user';
  const [, host = '', port] = /^(.*?)(?::([0-9]{1,5}))?$/.exec(authority) ?? [];
  if (!IP6.test(host) && !NAME_OR_IP4.test(host)) return 'server-url-letters';
  const url = parsed(text);
  if (url === null) return 'url';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && THIS_MACHINE.includes(url.hostname))) return 'server-url';
  // An IPv4 address in another notation (0x7f.1) would hide the real host.
  if (!IP6.test(host) && url.hostname !== host.toLowerCase()) return 'server-url-letters';
  if (port !== undefined && url.port !== '' && Number(url.port) !== Number(port)) return 'url';
  const path = rest.replace(/[?#].*$/, '');
  if (path !== '' && path !== '/') return 'server-url-path';
  if (rest.includes('?')) return 'server-url-query';
  return rest.includes('#') ? 'server-url-fragment' : null;
}

/** Path of an application: `/`, or segments that no parser changes; `.` and `..` are not allowed. */
export const applicationPath = /^\/(?:(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+\/)*(?:(?!\.{1,2}$)[A-Za-z0-9._~-]+)?$/;

/**
 * Returns the API's base address on a server: `https://cm.example/CertificateManagement/api/v1.0/`.
 * @throws RangeError if the result would have another host or path than written
 */
export function apiAddress(base: string, prefix = '/CertificateManagement'): string {
  const server = new URL(base);
  const path = `${prefix.replace(/\/+$/, '')}/api/v1.0/`;
  const address = parsed(path, server);
  if (address === null || address.origin !== server.origin || address.pathname !== path || address.search !== '' || address.hash !== '')
    throw new RangeError(`${JSON.stringify(prefix)} is not a path at ${server.origin}`);
  return address.href;
}

/** Returns the address called to sign in: the service's shortest list. */
export function signInAddress(server: { readonly url: string; readonly prefix: string }): string {
  return `${apiAddress(server.url, server.prefix)}profiletemplates`;
}

function parsed(text: string, base?: URL): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
