/** Scheme, host and port of a URL, of schemes of our own too, which `URL.origin` calls `null`; null for what is no URL. */
export function originOf(url: string): string | null {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    return null;
  }
}
