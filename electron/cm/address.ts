/**
 * Addresses of a CM service: the one place where they are judged and composed. Parsers of URLs forgive much: they drop tabs
 * and line breaks, take `\` for `/`, undo `%`, and read what stands before an `@` as a name. So what is written must already
 * be what the parser makes of it, and what is composed must still be at the host that was written.
 */

/** What is wrong with the address of a server. */
export type ServerUrlFault =
  'url' | 'server-url' | 'server-url-letters' | 'server-url-user' | 'server-url-path' | 'server-url-query' | 'server-url-fragment';

const NAME_OR_IP4 = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9.])?$/;
const IP6 = /^\[[0-9A-Fa-f:.]+\]$/;
const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Returns what is wrong with the address of a server as it is written in the settings; null: nothing. It is `https`, or
 * `http` on this very machine, and a host with or without a port, and nothing else.
 */
export function serverUrlFault(text: string): ServerUrlFault | null {
  // Printable ASCII without what parsers take for something else, or undo.
  if (/[^!-~]|[\\%]/.test(text)) return 'server-url-letters';
  const [, scheme, authority, rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]+)(.*)$/.exec(text) ?? [];
  if (scheme === undefined || authority === undefined) return 'url';
  if (authority.includes('@')) return 'server-url-user';
  const [, host = '', port] = /^(.*?)(?::([0-9]{1,5}))?$/.exec(authority) ?? [];
  if (!IP6.test(host) && !NAME_OR_IP4.test(host)) return 'server-url-letters';
  const url = parsed(text);
  if (url === null) return 'url';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && THIS_MACHINE.includes(url.hostname))) return 'server-url';
  // A number written otherwise (0x7f.1) would be another host than it looks.
  if (!IP6.test(host) && url.hostname !== host.toLowerCase()) return 'server-url-letters';
  if (port !== undefined && url.port !== '' && Number(url.port) !== Number(port)) return 'url';
  const path = rest.replace(/[?#].*$/, '');
  if (path !== '' && path !== '/') return 'server-url-path';
  if (rest.includes('?')) return 'server-url-query';
  return rest.includes('#') ? 'server-url-fragment' : null;
}

/** The path of an application below a host: `/` alone, or parts that no parser changes, `.` and `..` not among them. */
export const applicationPath = /^\/(?:(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+\/)*(?:(?!\.{1,2}$)[A-Za-z0-9._~-]+)?$/;

/**
 * Returns where the API is at a server: `https://cm.example/CertificateManagement/api/v1.0/`.
 *
 * @throws RangeError where that would be at another host than the server's, or another path than the one that is written
 */
export function apiAddress(base: string, prefix = '/CertificateManagement'): string {
  const server = new URL(base);
  const path = `${prefix.replace(/\/+$/, '')}/api/v1.0/`;
  const address = parsed(path, server);
  if (address === null || address.origin !== server.origin || address.pathname !== path || address.search !== '' || address.hash !== '')
    throw new RangeError(`${JSON.stringify(prefix)} is not a path at ${server.origin}`);
  return address.href;
}

/** Returns what is called to sign in: the shortest list the service has. */
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
