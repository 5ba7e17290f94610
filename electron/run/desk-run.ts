import { bindableView, type RequestView } from '../../shared/requests.js';
import { claims, type BindingView } from '../../shared/bindings.js';
import type { StationError } from '../../shared/errors.js';
import type { PreparedCheck, PreparedRow } from '../../shared/prepared.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { MAX_ASIDE_SHOWN, type RunReason, type RunReport, type RunState } from '../../shared/run.js';
import type { SystemDialogs } from '../app/system-dialogs.js';
import type { AskContext } from '../bindings/ask-server.js';
import type { CmClient } from '../cm/client.js';
import type { Handlers } from '../core/answer-call.js';
import type { EventStream } from '../core/event-stream.js';
import type { Log } from '../core/log.js';
import { whyNotBindable, type ShownRequest } from '../requests/why-not-bindable.js';
import { answerFromJournal } from '../store/answer-from-journal.js';
import { JournalError, type Journal } from '../store/journal.js';
import type { RunItem, RunStep, StoredRun } from '../store/run-records.js';
import { saveFromJournal } from '../store/save-from-journal.js';
import { itemsOfFile, itemsOfList } from './make-run.js';
import { runCsv } from './run-csv.js';
import { nextOf, runCounts, runRows, slipsOf } from './run-rule.js';

type RunCalls = 'run/begin' | 'run/setAside' | 'run/end' | 'run/read' | 'run/savePdf' | 'run/saveCsv';
type Confirm = Handlers['bindings/confirm'];

export interface DeskRunDeps {
  readonly journal: Pick<Journal, 'beginRun' | 'stepRun' | 'lastRun'>;
  readonly cm: Pick<CmClient, 'getRequest'>;
  readonly stream: Pick<EventStream, 'tell'>;
  readonly dialogs: Pick<SystemDialogs, 'chooseFile' | 'pdf'>;
  /** The computer's name. */
  readonly station: string;
  readonly operator: () => string;
  readonly shownRequest: (requestId: string) => ShownRequest | undefined;
  /** Whether the list of requests is the server's current one. */
  readonly isListCurrent: () => boolean;
  readonly askContext: () => AskContext;
  /** Returns a prepared file's lines with their outcomes; null if there is no such file. */
  readonly preparedRows: (file: string) => AsyncIterable<PreparedRow> | null;
  /** Returns the next free slip number; `others` are further numbers in use. */
  readonly nextSlip: (others: readonly number[]) => number;
  readonly newId: () => string;
  readonly now: () => Date;
  readonly log: Log;
}

/** The run at the desk: the next person and the people set aside. It binds nothing; it selects the next request. */
export interface DeskRun {
  readonly handlers: Pick<Handlers, RunCalls>;
  state(): RunState | null;
  /** Returns the slip numbers of cards without a binding in the current or last run. */
  slips(): readonly number[];
  /** Loads the run of the last start. @throws JournalError */
  load(): Promise<void>;
  /** Applies a new or changed binding. */
  bindingChanged(binding: BindingView): void;
  /** The list of requests or the connection has changed. */
  look(): void;
  /** Returns why the run refuses a card for a request, according to the prepared files; null if it does not. */
  readonly objection: (said: PreparedCheck, requestId: string) => StationError | null;
  /** Wraps `confirm`: if the server says that the request cannot be bound, sets the person aside. */
  watching(confirm: Confirm): Confirm;
}

export function deskRun(deps: DeskRunDeps): DeskRun {
  const { journal, cm, stream, dialogs, operator, shownRequest, askContext, now, log } = deps;
  /** The run as journaled: loaded at the start, updated with every written step. */
  let stored: StoredRun | null = null;
  /** The request that the server is being asked about, or had no objection to. */
  let asked: string | null = null;

  const underWay = (): StoredRun | null => (stored !== null && stored.ended === null ? stored : null);
  const rows = () => (stored === null ? [] : runRows(stored));
  // Also for a run that has ended, because the cards are still there.
  const slips = (): readonly number[] => slipsOf(rows());
  const bindable = (shown: ShownRequest): boolean => bindableView(shown.view, askContext().bindable.rule).bindable;

  const state = (): RunState | null => {
    if (stored === null) return null;
    const all = runRows(stored);
    const next = nextOf(stored, all);
    const { run, begunAt, begunBy, ended } = stored;
    const aside = all.filter(({ stands }) => stands === 'apart' || stands === 'aside');
    return {
      ...{ runId: run.runId, source: run.source, total: run.items.length, counts: runCounts(all) },
      ...{ begunAt, begunBy, endedAt: ended?.at ?? null, next: next === null ? null : shownNext(next) },
      aside: aside.sort((one, other) => (other.at ?? '').localeCompare(one.at ?? '') || other.place - one.place).slice(0, MAX_ASIDE_SHOWN),
    };
  };
  const shownNext = ({ item, place }: NonNullable<ReturnType<typeof nextOf>>): RunState['next'] => {
    const { request, prepared } = item;
    if (request === null) return null;
    const listed = shownRequest(request.requestId)?.view;
    return {
      place,
      // The name may have become known; the person stays the one at the start of the run.
      request: listed !== undefined && isSameRequest(listed, request) ? listed : request,
      prepared: prepared === null ? null : { file: prepared.file, line: prepared.line, card: prepared.card },
    };
  };
  const tell = (): void => {
    stream.tell({ run: state() });
  };

  /** Sets a person aside. @returns the slip number; null if the person or the run has moved on @throws JournalError */
  const setAside = async (runId: string, place: number, reason: RunReason, detail: string): Promise<number | null> => {
    const current = underWay();
    const requestId = current?.run.items[place - 1]?.request?.requestId;
    // The question may have been asked in an earlier run.
    if (current?.run.runId !== runId || requestId === undefined || runRows(current)[place - 1]?.stands !== 'left') return null;
    const slipNumber = deps.nextSlip(slips());
    const step: RunStep = { step: 'set-aside', runId, place, requestId, reason, detail, slipNumber };
    if (!(await journal.stepRun(step))) return null;
    const by = operator();
    bringForward(runId, (run) => ({ ...run, asides: [...run.asides, { place, reason, detail, slipNumber, at: now().toISOString(), by }] }));
    return slipNumber;
  };
  const bringForward = (runId: string, change: (run: StoredRun) => StoredRun): void => {
    if (stored?.run.runId === runId) stored = change(stored);
    tell();
    look();
  };

  /** Checks whether the next person can still be bound; asks the server if the list says otherwise. */
  const look = (): void => {
    const current = underWay();
    if (current === null || !deps.isListCurrent()) return;
    const next = nextOf(current, runRows(current));
    const request = next?.item.request ?? null;
    if (next === null || request === null) return;
    const { runId } = current.run;
    const listed = shownRequest(request.requestId);
    if (listed !== undefined && isSameRequest(listed.view, request) && bindable(listed)) {
      asked = null;
      return;
    }
    if (asked === request.requestId) return;
    asked = request.requestId;
    void askServer(next.item, request)
      .then((reason) => (reason === null ? null : setAside(runId, next.place, reason, '')))
      .catch((error: unknown) => {
        log.warn('a person of the run could not be set aside', { detail: error instanceof Error ? error.message : String(error) });
      });
  };
  const askServer = async (item: RunItem, request: RequestView): Promise<RunReason | null> => {
    const answer = await cm.getRequest(request.requestId);
    if (!answer.ok && answer.error.code === 'not-found') return 'gone';
    if (!answer.ok) {
      // No answer: ask again after news of the list or the connection.
      if (asked === request.requestId) asked = null;
      return null;
    }
    return whyNotBindable(answer.value, { view: request, approvedStatus: item.approvedStatus ?? 0 }, askContext().bindable);
  };

  /** Loads the run from the journal. @throws JournalError */
  const load = async (): Promise<void> => {
    stored = await journal.lastRun();
  };
  const report = async (): Promise<RunReport | null> => {
    const last = await journal.lastRun();
    if (last === null) return null;
    const all = [...runRows(last)];
    const { run, begunAt, begunBy, ended } = last;
    return {
      ...{ station: deps.station, runId: run.runId, source: run.source, begunAt, begunBy },
      ...{ endedAt: ended?.at ?? null, endedBy: ended?.by ?? null, counts: runCounts(all), rows: all },
    };
  };

  const moved = fail({ code: 'run-refused' as const, reason: 'moved-on' as const });
  const handlers: DeskRun['handlers'] = {
    'run/begin': (wanted) =>
      writing(async () => {
        if (underWay() !== null) return fail({ code: 'run-refused', reason: 'under-way' });
        const lines = wanted.from === 'file' ? deps.preparedRows(wanted.file) : null;
        if (wanted.from === 'file' && lines === null) return fail({ code: 'no-prepared-file', file: wanted.file });
        const nextSlip = (others: readonly number[]): number => deps.nextSlip([...slips(), ...others]);
        const makeDeps = { shownRequest, nextSlip };
        const items =
          wanted.from === 'list'
            ? itemsOfList(makeDeps, wanted.requestIds, bindable)
            : lines === null
              ? null
              : await itemsOfFile(makeDeps, lines);
        if (items === null) return fail({ code: 'run-refused', reason: 'no-list' });
        if (!items.some(({ request }) => request !== null)) return fail({ code: 'run-refused', reason: 'nobody' });
        const source = wanted.from === 'list' ? { from: 'list' as const } : { from: 'file' as const, file: wanted.file };
        const begun = await journal.beginRun({ runId: deps.newId(), source, items: [...items] });
        if (begun !== 'begun') return fail({ code: 'run-refused', reason: begun });
        await load();
        tell();
        look();
        return ok({});
      }),
    'run/setAside': ({ runId, place, reason }) =>
      writing(async () => {
        if (underWay()?.run.runId !== runId) return moved;
        const slipNumber = await setAside(runId, place, 'operator', reason);
        return slipNumber === null ? moved : ok({ slipNumber });
      }),
    'run/end': ({ runId }) =>
      writing(async () => {
        if (!(await journal.stepRun({ step: 'ended', runId }))) return moved;
        const by = operator();
        bringForward(runId, (run) => ({ ...run, ended: { at: now().toISOString(), by } }));
        return ok({});
      }),
    'run/read': () => answerFromJournal(report),
    'run/savePdf': async () => {
      const file = await dialogs.chooseFile({ defaultName: nameOf('pdf'), kinds: [{ name: 'PDF', extension: 'pdf' }] });
      if (file === null) return ok({ file: null });
      const made = await dialogs.pdf();
      return made.outcome === 'failed' ? fail({ code: 'print-failed', detail: made.detail }) : saveFromJournal(file, made.bytes);
    },
    'run/saveCsv': async () => {
      const file = await dialogs.chooseFile({ defaultName: nameOf('csv'), kinds: [{ name: 'CSV', extension: 'csv' }] });
      if (file === null) return ok({ file: null });
      return saveFromJournal(file, async (out) => {
        await out.write(runCsv((await report())?.rows ?? []));
      });
    },
  };
  const nameOf = (extension: string): string => `card-desk-run-${(stored?.begunAt ?? now().toISOString()).slice(0, 10)}.${extension}`;

  return {
    handlers,
    state,
    slips,
    load,
    look,
    bindingChanged: (binding) => {
      const current = stored;
      const { requestId } = binding.request;
      if (current === null || !current.run.items.some(({ request }) => request?.requestId === requestId)) return;
      const known = current.bindings.find((one) => one.binding.request.requestId === requestId);
      const isKnown = known?.binding.bindingId === binding.bindingId;
      // A binding from before the run claims nothing, or the request would not be in the run; after its end none is added.
      if (!isKnown && (current.ended !== null || !claims(binding.state))) return;
      const others = current.bindings.filter((one) => one !== known);
      bringForward(current.run.runId, (run) => ({ ...run, bindings: [...others, { binding, by: isKnown ? known.by : operator() }] }));
    },
    objection: (said, requestId) => {
      const item = underWay()?.run.items.find(({ request }) => request?.requestId === requestId);
      if (item === undefined || said.check === 'fits') return null;
      // In a run of a file, a card without a line does not belong to the file, even if the file was removed.
      const by = said.check === 'none' ? item.prepared : said.by;
      return by === null ? null : { code: 'run-other-card', file: by.file, line: by.line, card: by.card };
    },
    watching: (confirm) => async (confirmed) => {
      const answer = await confirm(confirmed);
      if (answer.ok || answer.error.code !== 'request-not-bindable') return answer;
      const runId = underWay()?.run.runId;
      const row = rows().find(({ requestId }) => requestId === confirmed.requestId);
      const { reason } = answer.error;
      if (row === undefined || runId === undefined) return answer;
      const aside = await writing(async () => ok(await setAside(runId, row.place, reason, '')));
      if (!aside.ok) log.warn('a person of the run could not be set aside', { code: aside.error.code });
      return answer;
    },
  };
}

/** Runs work that writes the journal; returns an error if it cannot be written. */
async function writing<T>(write: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof JournalError) return fail({ code: 'journal-failed', detail: error.message.slice(0, 2000) });
    throw error;
  }
}

/** Whether two requests have the same person, profile template and type. */
function isSameRequest(one: RequestView, other: RequestView): boolean {
  return (
    one.person.userId === other.person.userId &&
    one.profileTemplate.profileTemplateId === other.profileTemplate.profileTemplateId &&
    one.type === other.type
  );
}
