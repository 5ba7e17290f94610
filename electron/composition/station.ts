import { randomUUID } from 'node:crypto';
import { ok } from '../../shared/result.js';
import { deskAfterCare } from '../after-care/desk-after-care.js';
import type { Handlers } from '../core/answer-call.js';
import { PageContract } from '../core/page-contract.js';
import type { AskContext } from '../bindings/ask-server.js';
import { ConfirmGate } from '../bindings/confirm-gate.js';
import { isConnectionError } from '../bindings/call-errors.js';
import { RefusalWatch } from '../bindings/refusal-watch.js';
import { cardStatusCalls } from '../bindings/card-status-calls.js';
import { defaultRetryPolicy } from '../bindings/retry-policy.js';
import { Submitter } from '../bindings/submitter.js';
import { RequestBook } from '../requests/request-book.js';
import { deskRoles } from '../roles/desk-roles.js';
import { deskSignIn } from '../sign-in/desk-sign-in.js';
import { deskStock } from '../stock/desk-stock.js';
import { DeskWarnings } from '../core/desk-warnings.js';
import { EventStream } from '../core/event-stream.js';
import { PARALLEL_ASKING, PARALLEL_SENDING } from '../cm/lanes.js';
import { BindingNotifier } from '../bindings/binding-notifier.js';
import { NewestBindings } from '../bindings/newest-bindings.js';
import { deskPreferences } from '../settings/preferences.js';
import { preparedDesk } from '../prepared/prepared-desk.js';
import { reportHandlers as reportsOf } from '../report/report-handlers.js';
import { archiveCalls } from './archive-calls.js';
import { loadStoredState } from './load-stored-state.js';
import { FIRST_REQUESTS, FirstDrawing, PAGE_REQUESTS } from './first-drawing.js';
import { schedule } from '../core/schedule.js';
import { settingsHandlers } from '../settings/settings-handlers.js';
import { callRules } from './call-rules.js';
import { reportLeftOut } from './left-out.js';
import { connectFeatures, followReaders } from './connect-features.js';
import { runAndConfirming } from './run-and-confirming.js';
import { startBackgroundWork } from './start-background-work.js';
import { stopStation } from './stop-station.js';
import { joinHandlers } from './join-handlers.js';
import * as featureHandlers from './feature-handlers.js';
import type { Station, StationDeps } from './station-deps.js';
import type { StationFeatures } from './station-features.js';
import { StationSignals } from './station-signals.js';
import { stationSnapshot } from './station-snapshot.js';

/** Creates the station: readers, requests, bindings, and the event stream to the window. */
export function createStation(parts: StationDeps): Station {
  const { journal, cm, people, watcher, training, settings } = parts;
  const log = parts.log('station');
  const signals = new StationSignals();
  const reports = reportsOf({ ...parts, station: parts.diagnostics.station });
  const contract = new PageContract(parts.log('contract'), () => signals.emit('valueDropped'));
  const stream = new EventStream(parts.send, contract);
  const now = (): Date => new Date();
  const preferences = deskPreferences(parts.preferences, (change) => stream.tell(change));
  /** Kept here so that a snapshot and its number always agree. */
  const newest = new NewestBindings();
  const warnings = new DeskWarnings(parts.warnings, (all) => {
    stream.tell({ warnings: all });
  });

  const leftOut = reportLeftOut({ contract, warnings });

  const stock = deskStock({
    storage: parts.stock,
    settings: settings.stock,
    journal,
    dialogs: parts.dialogs,
    readers: watcher,
    stream,
    warnings,
    now,
    log: parts.log('stock'),
  });

  const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
  const cacheTrouble = (error: unknown): void => log.warn('the cached list of requests cannot be used', { detail: detailOf(error) });
  const rule = { types: settings.requests.bindableTypes, personal: settings.requests.personal };
  const book = new RequestBook({
    cm,
    people,
    now,
    random: Math.random,
    schedule,
    pollMs: settings.pollSeconds * 1_000,
    rule,
    onChanged: (change) => {
      stream.publish({ name: 'requests/changed', payload: change });
    },
    keep: (change) => signals.emit('requestsChanged', change),
    onConnection: (connection, before) => signals.emit('connectionChanged', connection, before),
    onRejected: ({ count, first }) => {
      leftOut.requestsNotRead(count);
      if (count > 0) log.warn('requests of the list cannot be read', { count, first: JSON.stringify(first) });
    },
    onListFailed: (stage, { code }) => {
      log.warn('a list of requests cannot be fetched', { stage, code });
    },
  });

  const askContext = (): AskContext => ({ bindable: book.context, reusableStatuses: settings.cards.reusableStatuses });

  const refusals = new RefusalWatch({ told: (warning) => warnings.set(warning), cleared: (code) => warnings.clear(code) });
  const notifier = new BindingNotifier({
    send: (binding) => {
      stream.publish({ name: 'bindings/changed', payload: { binding } });
    },
    ...{ now, schedule },
  });

  const journalTrouble = (error: unknown): void => {
    const detail = detailOf(error);
    log.error('the journal cannot be written', { detail });
    warnings.set({ code: 'journal-trouble', detail });
  };

  const submitter = new Submitter({
    journal,
    cm,
    askContext,
    policy: defaultRetryPolicy,
    now,
    monotonicMs: () => performance.now(),
    random: Math.random,
    schedule,
    isOffline: () => book.connection.state === 'down' && isConnectionError(book.connection.error),
    parallel: PARALLEL_SENDING,
    parallelAsking: PARALLEL_ASKING,
    onChange: (binding) => signals.emit('bindingChanged', binding),
    onJournalTrouble: (_binding, error) => journalTrouble(error),
    onFault: (bindingId, error) => {
      log.error('an internal error stopped a binding; it is read from the journal again', {
        bindingId,
        detail: error instanceof Error ? error.message : String(error),
      });
    },
  });

  const roles = deskRoles({
    ...parts.roles,
    account: parts.account,
    stream,
    journal,
    onJournalTrouble: journalTrouble,
    presentation: (presentationId) => watcher.presentation(presentationId),
    shownRequest: (requestId) => book.shown(requestId),
    newId: randomUUID,
    now,
    monotonicMs: () => performance.now(),
    ...{ log: parts.log('roles'), warn: (warning) => warnings.set(warning) },
  });

  const afterCare = deskAfterCare({
    ...{ ...parts.afterCare, journal, cm, stream, now, log: parts.log('after-care') },
    ...{ roles, abandonPace: defaultRetryPolicy, monotonicMs: () => performance.now(), onJournalTrouble: journalTrouble },
    stageOf: (status) => book.context.stageOf(status),
    isQuiet: () => book.connection.state === 'up' && submitter.isIdle,
    // The binding's state has not changed, so no one else is notified.
    onChanged: (binding) => {
      newest.keepCare(binding);
      notifier.changed(binding);
    },
  });

  const signIn = deskSignIn({
    platform: parts.signIn,
    account: parts.account,
    stream,
    journal,
    onJournalTrouble: journalTrouble,
    refresh: () => void book.refresh(),
    onIdentity: roles.identityChanged,
    log: parts.log('sign-in'),
  });

  const operator = (): string => signIn.state().identity.name;
  const kiosk =
    parts.kiosk?.((state) => {
      stream.tell({ kiosk: state });
    }) ?? null;

  const personName = async (userId: string): Promise<string | null> => {
    const person = (await people.resolve([userId])).get(userId);
    return person?.state === 'resolved' ? person.name : null;
  };

  const standings = cardStatusCalls({
    ...{ journal, cm, readers: watcher, askContext, personName },
    isOnline: () => book.connection.state === 'up',
    monotonicMs: () => performance.now(),
  });

  const prepared = preparedDesk({
    ...{ ...parts.prepared, settings: settings.prepared, dialogs: parts.dialogs, log: parts.log('prepared') },
    ...{ journal, cm, watcher, stream, warnings, personName, now, schedule },
    requests: () => book.all(),
    shownRequest: (requestId) => book.shown(requestId),
    askContext,
    refresh: () => void book.refresh(),
    monotonicMs: () => performance.now(),
  });

  const { run, confirming } = runAndConfirming({
    ...{ parts, book, newest, stock, prepared, roles, submitter, stream, askContext, personName, operator, now },
  });

  const features: StationFeatures = {
    ...{ stream, warnings, leftOut, preferences, stock, book, newest, refusals, notifier, submitter },
    ...{ roles, afterCare, signIn, kiosk, standings, prepared, run },
  };
  connectFeatures(signals, features, { parts, log, onCacheTrouble: cacheTrouble });

  const fileKeepers = { 'request cache': parts.requestCache, collector: parts.collector, desks: parts.desks };
  const gate = new ConfirmGate();
  let isOpen = false;
  let isStopping = false;
  let begin: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const firstDrawing = new FirstDrawing();
  /** @param drawn resolves when the rest of the list may be read */
  const loadState = (drawn: () => Promise<void>): Promise<void> =>
    loadStoredState({
      ...{ newest, journal, book, prepared, run, roles, begin, drawn },
      ...{ cache: parts.requestCache, firstPage: FIRST_REQUESTS, pageSize: PAGE_REQUESTS, onTrouble: cacheTrouble },
      onUnreadable: (rows) => {
        const [first, ...more] = rows.map(({ entry }) => entry);
        if (first === undefined) return;
        log.error('rows of the journal cannot be read; what they are about is not bound', { entries: [first, ...more].join(', ') });
        warnings.set({ code: 'journal-unreadable', entries: [first, ...more], isPairKnown: rows.every(({ isPairKnown }) => isPairKnown) });
      },
    });

  const handlers: Handlers = {
    'station/snapshot': async () => {
      await started;
      const first = stationSnapshot(parts, features, FIRST_REQUESTS);
      void book.tellBeyond(first.requests.length);
      firstDrawing.asked();
      return ok(first);
    },
    ...preferences.handlers,
    ...confirming,
    ...run.handlers,
    ...afterCare.handlers,
    ...standings.handlers,
    ...roles.handlers,
    ...prepared.handlers,
    ...settingsHandlers({
      ...parts.changingSettings,
      running: settings,
      dialogs: parts.dialogs,
      language: () => preferences.now().language,
      gate,
    }),
    ...signIn.handlers,
    ...reports.handlers,
    ...archiveCalls(parts, { stock: stock.keeper, isOpen: () => isOpen, now }),
    ...stock.handlers,
    ...joinHandlers(featureHandlers, {
      ...parts.diagnostics,
      ...{ journal, cm, people, book, training, operator, now, kiosk, isTraining: training !== null },
      ...{ dialogs: parts.dialogs, catalogue: parts.catalogue, backups: parts.backups, desks: parts.desks },
      backup: () => parts.backups?.report() ?? { state: 'off' },
      collector: () => parts.collector?.report() ?? { state: 'off' },
      leftOut: leftOut.read,
      readers: () => watcher.readers(),
      requests: () => book.views(),
    }),
  };

  return {
    answerCallDeps: { handlers, rules: callRules({ roles, signIn, kiosk, gate, contract }) },
    kiosk,
    photoOf: async (userId) => (await people.details(userId)).photo,
    stockList: stock.stockList,
    // A command has no page.
    resume: () => loadState(() => Promise.resolve()),
    start: async () => {
      isOpen = true;
      parts.training?.onChanged((state) => {
        stream.tell({ training: state });
      });
      // The page and its first snapshot need the processors until then.
      let readersKnown = Promise.resolve();
      const readersOn = started
        .then(() => firstDrawing.drawn())
        .then(() => {
          if (!isStopping) readersKnown = followReaders(features, parts);
        });
      await loadState(() => firstDrawing.drawn());
      if (book.fetchedAt !== null) prepared.listIsWhole();
      await readersOn;
      // Told to quit meanwhile.
      if (isStopping) return;
      startBackgroundWork(parts, { warnings, book, log, readersKnown });
      void stock.keeper.start();
      await submitter.resume();
      await afterCare.resume();
      await signIn.start();
      prepared.watch();
      void book.refresh();
      void afterCare.start();
    },
    stop: () => {
      isStopping = true;
      return stopStation(
        {
          beginning: { requests: book, submitter, 'after-care': afterCare, backups: parts.backups, updates: parts.updates, roles },
          following: { readers: watcher, training, people, prepared, reports, stock, ...fileKeepers },
          journal,
        },
        { schedule, log },
      );
    },
  };
}
