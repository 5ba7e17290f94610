import type { Snapshot } from '../../shared/contract.js';
import type { StationDeps } from './station-deps.js';
import type { StationFeatures } from './station-features.js';

/**
 * Returns the whole state that the page shows. It agrees with the number of the last event, because nothing in it is awaited.
 * @param firstRequests number of requests in it; the others follow as events
 */
export function stationSnapshot(parts: StationDeps, features: StationFeatures, firstRequests: number): Snapshot {
  const { settings, training, watcher } = parts;
  const { stream, warnings, preferences, stock, book, newest, roles, afterCare, signIn, kiosk, prepared, run } = features;
  const { bindableTypes: types, personal, order, foldAfterDays } = settings.requests;
  return {
    seq: stream.seq,
    version: parts.version,
    mode: training === null ? 'live' : 'training',
    server: parts.server,
    signIn: signIn.state(),
    role: roles.state(),
    fourEyes: [...roles.fourEyes],
    kiosk: kiosk?.state() ?? { state: 'off', idleMs: null },
    preferences: preferences.now(),
    service: watcher.service(),
    readers: watcher.readers(),
    expectedKinds: settings.cards.expectedKinds,
    requestRules: { types, personal, order, foldAfterDays },
    connection: book.connection,
    printSlips: settings.policy.printSlips,
    requests: book.views(firstRequests),
    requestsFetchedAt: book.fetchedAt,
    bindings: newest.list(),
    prepared: prepared.state(),
    run: run.state(),
    training: training?.state() ?? null,
    stock: stock.keeper.summary,
    stockProgress: stock.progress(),
    afterCare: afterCare.counts(),
    warnings: warnings.all,
  };
}
