import type { Settings } from '../settings/settings.js';

/**
 * Returns the hosts that Windows sign-in may happen towards by itself. Where a token says who is signed in, the CM service is
 * not among them: Chromium would answer its 401 with the ticket of the computer's account, and bind in another name than
 * the one on the screen.
 */
export function windowsHosts({ url, signIn }: Pick<NonNullable<Settings['server']>, 'url' | 'signIn'>): readonly string[] {
  const { hostname } = new URL(url);
  const { windowsServers, token } = signIn;
  if (token === undefined) return windowsServers ?? [hostname];
  return (windowsServers ?? []).filter((host) => host.toLowerCase() !== hostname);
}
