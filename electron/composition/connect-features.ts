import { claims, isInFlight } from '../../shared/bindings.js';
import type { Log } from '../core/log.js';
import { bindableChange } from '../requests/bindable-change.js';
import type { StationDeps } from './station-deps.js';
import type { StationFeatures } from './station-features.js';
import type { StationSignals } from './station-signals.js';

interface ConnectFeaturesDeps {
  readonly parts: Pick<StationDeps, 'requestCache'>;
  readonly log: Log;
  readonly onCacheTrouble: (error: unknown) => void;
}

/** Lets the features listen to each other. Listeners run in the order in which they stand here. */
export function connectFeatures(
  signals: StationSignals,
  features: StationFeatures,
  { parts, log, onCacheTrouble }: ConnectFeaturesDeps,
): void {
  const { stream, warnings, leftOut, stock, book, newest, refusals, notifier, submitter, signIn, standings, prepared, run } = features;

  signals.on('valueDropped', leftOut.dropped);

  signals.on('requestsChanged', (change) => {
    prepared.requestsChanged(bindableChange(book, change));
    run.look();
    parts.requestCache?.save(change).catch(onCacheTrouble);
  });

  signals.on('connectionChanged', (connection, before) => {
    stream.tell({ connection });
    signIn.connectionChanged(connection);
    run.look();
    if (connection.state === 'up') prepared.listIsWhole();
    // Only bindings that waited for the connection: one that the server answered with an error keeps its own growing delay.
    if (connection.state === 'up' && before.state !== 'up') submitter.connectionIsUp();
    else if (connection.state === 'down') log.warn('the server does not answer', { code: connection.error.code });
  });

  signals.on('bindingChanged', (binding) => {
    // The intermediate steps are in the journal.
    if (!isInFlight(binding.state)) log.info('binding', { bindingId: binding.bindingId, state: binding.state.state });
    newest.keep(binding);
    if (binding.state.state === 'bound') stock.keeper.bound(binding);
    refusals.changed(binding);
    book.setClaimed(binding.request.requestId, claims(binding.state));
    prepared.bindingChanged(binding);
    run.bindingChanged(binding);
    notifier.changed(binding);
    standings.bindingChanged();
    warnings.clear('journal-trouble');
  });
}

/** Starts the readers, and lets the features listen to them. @returns resolves when the PC/SC service has answered or failed */
export function followReaders(
  { stream, standings, prepared }: Pick<StationFeatures, 'stream' | 'standings' | 'prepared'>,
  { watcher, training }: Pick<StationDeps, 'watcher' | 'training'>,
): Promise<void> {
  let answered: () => void = () => undefined;
  const isAnswered = new Promise<void>((resolve) => {
    answered = resolve;
  });
  watcher.start((event) => {
    answered();
    stream.tell(event.name === 'readers/serviceChanged' ? { service: watcher.service() } : { readers: watcher.readers() });
    standings.readerEvent(event);
    prepared.readerEvent(event);
    training?.readersChanged(watcher.readers());
  });
  return isAnswered;
}
