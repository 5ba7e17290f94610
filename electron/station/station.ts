import { randomUUID } from 'node:crypto';
import type { BindingView } from '../../shared/bindings.js';
import type { Snapshot, StationEvent, Warnings } from '../../shared/contract.js';
import type { Kiosk as KioskState } from '../../shared/kiosk.js';
import type { Preferences } from '../../shared/preferences.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { Identity } from '../../shared/sign-in.js';
import type { Handlers } from '../answer-call.js';
import { confirmBinding } from '../bindings/bindings.js';
import { defaultRetryPolicy, isLineError } from '../bindings/machine.js';
import { Submitter } from '../bindings/submitter.js';
import type { CardCatalogue } from '../cards/catalogue.js';
import type { CmClient } from '../cm/client.js';
import type { People } from '../people/people.js';
import type { Photo } from '../people/photo.js';
import { keptInside } from '../kiosk/kept-inside.js';
import type { Kiosk } from '../kiosk/kiosk.js';
import type { ReaderWatcher } from '../readers/watcher.js';
import { RequestBook } from '../requests/request-book.js';
import { claims, type Journal } from '../store/journal.js';
import type { RequestCache } from '../store/request-cache.js';
import type { Training } from '../training/training.js';
import { deskSignIn, type SignInHands } from './desk-sign-in.js';
import { diagnosticsHandlers, type DiagnosticsParts } from './diagnostics-handlers.js';
import { EventStream } from './event-stream.js';
import { historyHandlers } from './history-handlers.js';
import type { Log } from './log.js';
import { NewestBindings } from './newest-bindings.js';
import type { Outside } from './outside.js';
import { writePreferences } from './preferences.js';
import { restoreRequests } from './restore-requests.js';
import { schedule } from './schedule.js';
import type { Settings } from './settings.js';

export interface StationParts {
  readonly version: string;
  /** The CM service's host, for the status line. */
  readonly server: string;
  readonly settings: Settings;
  readonly journal: Journal;
  /** Null in training mode, where nothing is kept. */
  readonly requestCache: RequestCache | null;
  readonly cm: CmClient;
  readonly people: People;
  readonly watcher: ReaderWatcher;
  readonly catalogue: CardCatalogue;
  /** Null in live mode. */
  readonly training: Training | null;
  readonly preferences: { readonly file: string; readonly initial: Preferences };
  readonly warnings: Warnings;
  readonly outside: Outside;
  /** Null in training mode, where nobody is asked. */
  readonly signIn: SignInHands | null;
  readonly account: Identity;
  /** Null where the desk is no kiosk. */
  readonly kiosk: ((onChanged: (state: KioskState) => void) => Kiosk) | null;
  readonly diagnostics: DiagnosticsParts;
  readonly log: (module: string) => Log;
  readonly send: (event: StationEvent) => void;
}

export interface Station {
  readonly handlers: Handlers;
  readonly kiosk: Kiosk | null;
  /** The photo of a user, for the window. */
  readonly photoOf: (userId: string) => Promise<Photo | null>;
  /** Takes up unfinished bindings and begins to follow readers and requests. @throws JournalError */
  start(): Promise<void>;
  /** Ends everything; what is under way is left to the journal. */
  stop(): Promise<void>;
}

/** How many of the newest bindings the screen is given, besides those that need something done. */
const NEWEST_BINDINGS = 50;
/** Requests in a snapshot; the others follow as events, for a long list in one piece would hold up everything else. */
const FIRST_REQUESTS = 1_000;
/** Calls that bind on their way to the server at once. */
export const PARALLEL_BINDINGS = 4;
/** Bindings that are being sent: some are written down while others are on their way, so that none of these ways stands idle. */
const PARALLEL_SENDING = PARALLEL_BINDINGS + 2;
/** Bindings the server is asked about at once. */
const PARALLEL_ASKING = 6;

/** Puts the parts of a station together: readers, requests, bindings, and the stream of events to the window. */
export function createStation(parts: StationParts): Station {
  const { journal, cm, people, watcher, training, settings } = parts;
  const log = parts.log('station');
  const stream = new EventStream(parts.send);
  const now = (): Date => new Date();
  /** Kept here so that a snapshot and its number always agree. */
  const newest = new NewestBindings(NEWEST_BINDINGS);
  let preferences = parts.preferences.initial;
  let warnings = parts.warnings;
  const warn = (next: Warnings): void => {
    warnings = next;
    stream.publish({ name: 'station/warned', payload: { warnings } });
  };

  const book = new RequestBook({
    cm,
    people,
    now,
    random: Math.random,
    schedule,
    pollMs: settings.pollSeconds * 1_000,
    onChanged: (change) => {
      stream.publish({ name: 'requests/changed', payload: change });
    },
    keep: (change) => {
      parts.requestCache?.save(change).catch((error: unknown) => {
        log.warn('the list of requests cannot be kept', { detail: error instanceof Error ? error.message : String(error) });
      });
    },
    onLine: (line, before) => {
      stream.publish({ name: 'line/changed', payload: { line } });
      signIn.lineChanged(line);
      // Only what waited for the line: a binding that the server answered with a fault keeps its own, growing pauses.
      if (line.state === 'up' && before.state !== 'up') submitter.lineIsUp();
      else if (line.state === 'down') log.warn('the server does not answer', { code: line.error.code });
    },
    onRejected: (rejected) => {
      for (const { index, detail } of rejected) log.warn('a request of the list cannot be read', { index, detail });
    },
  });

  const changed = (binding: BindingView): void => {
    log.info('binding', { bindingId: binding.bindingId, state: binding.state.state });
    newest.keep(binding);
    book.setClaimed(binding.request.requestId, claims(binding.state));
    stream.publish({ name: 'bindings/changed', payload: { binding } });
    if (warnings.some(({ code }) => code === 'journal-trouble')) {
      warn(warnings.filter(({ code }) => code !== 'journal-trouble'));
    }
  };

  const journalTrouble = (error: unknown): void => {
    const detail = error instanceof Error ? error.message : String(error);
    log.error('the journal cannot be written', { detail });
    if (!warnings.some(({ code }) => code === 'journal-trouble')) warn([...warnings, { code: 'journal-trouble', detail }]);
  };

  const submitter: Submitter = new Submitter({
    journal,
    cm,
    policy: defaultRetryPolicy,
    now,
    random: Math.random,
    schedule,
    isLineDown: () => book.line.state === 'down' && isLineError(book.line.error),
    parallel: PARALLEL_SENDING,
    parallelAsking: PARALLEL_ASKING,
    onChange: changed,
    onJournalTrouble: (_binding, error) => {
      journalTrouble(error);
    },
  });

  const signIn = deskSignIn({
    hands: parts.signIn,
    account: parts.account,
    stream,
    journal,
    onJournalTrouble: journalTrouble,
    refresh: () => void book.refresh(),
    log: parts.log('sign-in'),
  });

  const kiosk = parts.kiosk?.((state) => {
    stream.publish({ name: 'kiosk/changed', payload: { kiosk: state } });
  });

  const personName = async (userId: string): Promise<string | null> => {
    const person = (await people.resolve([userId])).get(userId);
    return person?.state === 'resolved' ? person.name : null;
  };

  const snapshot = (): Snapshot => ({
    seq: stream.seq,
    version: parts.version,
    mode: training === null ? 'live' : 'training',
    server: parts.server,
    signIn: signIn.state(),
    kiosk: kiosk?.state() ?? { state: 'off', idleMs: null },
    preferences,
    service: watcher.service(),
    readers: watcher.readers(),
    expectedKinds: settings.cards.expectedKinds,
    line: book.line,
    requests: book.views(FIRST_REQUESTS),
    requestsFetchedAt: book.fetchedAt,
    bindings: newest.list(),
    training: training?.state() ?? null,
    warnings,
  });

  let begin: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    begin = resolve;
  });

  const decide = async (...decision: Parameters<Submitter['decide']>): Promise<Result<BindingView>> => {
    const moved = await submitter.decide(...decision);
    return moved === null ? fail({ code: 'binding-moved-on', bindingId: decision[0] }) : ok(moved);
  };
  const notInTraining = fail({ code: 'not-in-training' as const });
  const handlers: Handlers = {
    'station/snapshot': async () => {
      await started;
      const first = snapshot();
      void book.tellBeyond(first.requests.length);
      return ok(first);
    },
    'station/setPreferences': async (next) => {
      preferences = next;
      stream.publish({ name: 'station/preferencesChanged', payload: { preferences } });
      await writePreferences(parts.preferences.file, next);
      return ok({});
    },
    'cards/lookUp': async ({ atr }) => ok(await parts.catalogue.lookUp(atr)),
    'requests/refresh': async () => {
      const refreshed = await book.refresh();
      return refreshed.ok ? ok({}) : fail({ code: 'line-down', error: refreshed.error });
    },
    'people/details': async ({ userId }) => {
      const { asOf, photo } = await people.details(userId);
      return ok({ asOf: asOf === null ? null : new Date(asOf).toISOString(), hasPhoto: photo !== null });
    },
    'bindings/confirm': (confirmed) =>
      confirmBinding(
        {
          journal,
          cm,
          readers: watcher,
          shownRequest: (requestId) => book.shown(requestId),
          personName,
          bindUnresolvedPeople: settings.policy.bindUnresolvedPeople,
          offline: { accept: settings.policy.bindOffline, longestAgeHours: settings.policy.longestOfflineHours },
          requestsFetchedAt: () => book.fetchedAt,
          newId: randomUUID,
          now,
          submit: (binding) => {
            changed(binding);
            submitter.take(binding);
          },
        },
        confirmed,
      ),
    'bindings/withdraw': ({ bindingId, reason }) => decide(bindingId, { event: 'withdrawn', reason }),
    'bindings/retry': ({ bindingId }) => {
      // Whoever presses it may know that the line is up again; nothing goes out before the station does.
      void book.refresh();
      return decide(bindingId, { event: 'retried' });
    },
    'bindings/giveUp': ({ bindingId, reason }) => decide(bindingId, { event: 'given-up', reason }),
    ...historyHandlers({ journal, outside: parts.outside, now }),
    ...diagnosticsHandlers({
      ...parts.diagnostics,
      operator: () => signIn.state().identity.name,
      journal,
      cm,
      outside: parts.outside,
      readers: () => watcher.readers(),
      requests: () => book.views(),
      now,
    }),
    ...signIn.handlers,
    'kiosk/leave': ({ pin }) => kiosk?.leave(pin) ?? Promise.resolve(ok({})),
    'training/insertCard': (request) => Promise.resolve(training?.insertCard(request) ?? notInTraining),
    'training/removeCard': (request) => Promise.resolve(training?.removeCard(request) ?? notInTraining),
    'training/setNextAnswer': (request) => Promise.resolve(training?.setNextAnswer(request) ?? notInTraining),
  };

  return {
    handlers: keptInside(handlers, () => kiosk?.isLocked ?? false),
    kiosk: kiosk ?? null,
    photoOf: async (userId) => (await people.details(userId)).photo,
    start: async () => {
      watcher.start((event) => {
        stream.publish(event);
        training?.readersChanged(watcher.readers());
      });
      training?.onChanged((state) => {
        stream.publish({ name: 'training/changed', payload: { training: state } });
      });
      const unsettled = await journal.unsettled();
      const { bindings: refused } = await journal.search({ text: '', from: null, to: null, states: ['refused'], before: null });
      for (const binding of [...[...refused].reverse(), ...unsettled, ...[...(await journal.newest(NEWEST_BINDINGS))].reverse()]) newest.keep(binding);
      for (const binding of unsettled) book.setClaimed(binding.request.requestId, true);
      await restoreRequests(parts.requestCache, book, FIRST_REQUESTS, begin);
      people.start({
        learned: () => void book.peopleChanged(),
        directoryChanged: (directory, lastAnswered) => {
          const others = warnings.filter(({ code }) => code !== 'directory-down');
          if (directory.state === 'up') {
            warn(others);
            return;
          }
          const { error: trouble, since } = directory;
          log.warn('the directory does not answer', { code: trouble.code, detail: trouble.detail });
          const asOf = lastAnswered === null ? null : new Date(lastAnswered).toISOString();
          warn([...others, { code: 'directory-down', since: new Date(since).toISOString(), asOf, trouble }]);
        },
      });
      await submitter.resume();
      await signIn.start();
      void book.refresh();
    },
    stop: async () => {
      book.stop();
      submitter.stop();
      await watcher.stop();
      await training?.close();
      await people.stop();
      await parts.requestCache?.close();
      await journal.close();
    },
  };
}
