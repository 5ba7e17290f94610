/** Returns the host of a URL as sockets and name services expect it: IPv6 addresses without brackets (RFC 3986 §3.2.2). */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
