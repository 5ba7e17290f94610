import type { Settings } from '../settings/settings.js';

/**
 * Returns the hosts for automatic Windows sign-in. Excludes the CM service when a token identifies the person: Chromium would
 * answer its 401 with the ticket of the account the station runs under, and bind under another name than the one on the screen.
 */
export function windowsHosts({ url, signIn }: Pick<NonNullable<Settings['server']>, 'url' | 'signIn'>): readonly string[] {
  const { hostname } = new URL(url);
  const { windowsServers, token } = signIn;
  if (token === undefined) return windowsServers ?? [hostname];
  return (windowsServers ?? []).filter((host) => host.toLowerCase() !== hostname);
}
