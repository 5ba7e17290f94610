import { CertificateWatch } from '../cm/certificate-watch.js';
import { fetchOver, guardedSession } from '../cm/cm-network.js';
import type { Fetch } from '../cm/exchange.js';
import type { Log } from '../core/log.js';
import { schedule } from '../core/schedule.js';
import type { Settings } from '../settings/settings.js';
import { readSigned } from '../updates/announcement-source.js';
import { UpdateWatch } from '../updates/update-watch.js';

export interface LiveUpdatesDeps {
  readonly version: string;
  readonly log: Log;
}

/** Returns the watch for newer versions of a live station, or null if no announcement is configured. */
export function liveUpdates(settings: Settings['updates'], { version, log }: LiveUpdatesDeps): UpdateWatch | null {
  if (settings === undefined) return null;
  const { announcement, publicKey } = settings;
  const fetch: Fetch = (url, init) => (network ??= anonymousNetwork())(url, init);
  let network: Fetch | null = null;
  return new UpdateWatch({
    ...{ version, publicKey, schedule, log },
    read: (signal) => readSigned(announcement, { fetch, signal }),
  });
}

/** A session in memory of its own, without data of the CM service; all stations send identical requests. */
function anonymousNetwork(): Fetch {
  const watch = new CertificateWatch([], () => new Date());
  const network = guardedSession('updates', watch);
  network.setUserAgent('Card Desk', 'en');
  return fetchOver(network, watch);
}
