/** The host of a URL as sockets and name services take it: an IPv6 address without its brackets (RFC 3986 §3.2.2). */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
