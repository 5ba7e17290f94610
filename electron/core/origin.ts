/** Returns scheme, host and port of a URL, also of custom schemes, for which `URL.origin` is `null`; null for an invalid URL. */
export function originOf(url: string): string | null {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    return null;
  }
}
