import { isCareOver, type CareCounts } from '../../shared/after-care.js';
import type { BindingView } from '../../shared/bindings.js';
import type { Log } from '../core/log.js';
import { JournalError, type Journal } from '../store/journal.js';
import { CallBudget, BUSY_RETRY_MS } from './call-budget.js';
import { EndedStatuses } from './ended-statuses.js';
import { careChangeOf, type CareRule } from './care-change.js';
import { lookAtRequest, type BudgetedAsk, type LookDeps } from './look-at-request.js';

/** How often a request is checked. */
export interface CarePace {
  /** Time from the binding to the first check, ms, and shortest pause between checks. */
  readonly firstMs: number;
  /** Longest pause between checks, ms; pauses grow with the request's age. */
  readonly longestMs: number;
  /** Pause when nothing is due, ms. */
  readonly idleMs: number;
}

export interface AfterCareDeps extends Pick<LookDeps, 'cm' | 'stageOf' | 'now'> {
  readonly journal: Pick<Journal, 'recordCare' | 'dueForCare' | 'putOffCare' | 'keepCareAsked' | 'careMemory' | 'careCounts'>;
  readonly settings: CareRule & { readonly callsPerHour: number };
  readonly pace: CarePace;
  /** Whether the station is online and no binding is being processed; both come first. */
  readonly isQuiet: () => boolean;
  /** Runs work after a delay in ms; returns a function that cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  readonly log: Log;
  readonly onChanged: (binding: BindingView) => void;
  readonly onCounts: (counts: CareCounts) => void;
}

export const livePace: CarePace = { firstMs: 3_600_000, longestMs: 24 * 3_600_000, idleMs: 60_000 };
/** Short, because a person watches training, and the service is the station's own. */
export const trainingPace: CarePace = { firstMs: 15_000, longestMs: 30_000, idleMs: 15_000 };
/** Calls per hour in training. */
export const TRAINING_CALLS = 1_800;

/** The pause is this fraction of the request's age. */
const SHARE_OF_AGE = 8;
const FIRST_TROUBLE_MS = 30_000;
const LONGEST_TROUBLE_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Checks bound requests until they end or are too old: slowly, within a call budget, after all other work. Nothing waits for
 * it; its results are in the journal.
 */
export class AfterCare {
  readonly #deps: AfterCareDeps;
  readonly #stop = new AbortController();
  #budget: CallBudget | null = null;
  #endedStatuses = new EndedStatuses([]);
  #troubles = 0;
  #wake: () => void = () => undefined;

  constructor(deps: AfterCareDeps) {
    this.#deps = deps;
  }

  /** Starts, if settings allow any calls. Never rejects. */
  async start(): Promise<void> {
    if (this.#deps.settings.callsPerHour === 0) return;
    while (!this.#isStopped()) await this.#pause(await this.#stepOrTrouble());
  }

  /** Stops; aborts a call in progress. */
  stop(): void {
    this.#stop.abort();
    this.#budget?.close();
    this.#wake();
  }

  /** Counts the bindings' after-care states and reports the counts. @throws JournalError */
  async recount(): Promise<void> {
    const { journal, settings, now, onCounts } = this.#deps;
    onCounts(await journal.careCounts(new Date(now().getTime() - settings.untilDays * DAY_MS).toISOString()));
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** @returns the pause before the next step, ms */
  async #stepOrTrouble(): Promise<number> {
    try {
      return await this.#step();
    } catch (error) {
      // Texts of other errors may contain personal data.
      const detail = error instanceof JournalError ? error.message : error instanceof Error ? error.name : 'unknown';
      if (!this.#isStopped()) this.#deps.log.error('a bound request could not be checked', { detail });
      return this.#troubleMs();
    }
  }

  async #step(): Promise<number> {
    const { journal, pace, isQuiet, now } = this.#deps;
    if (!isQuiet()) return BUSY_RETRY_MS;
    this.#budget ??= await this.#open();
    const nowMs = now().getTime();
    const instant = (ms: number): string => new Date(ms).toISOString();
    const binding = await journal.dueForCare({
      now: instant(nowMs),
      boundBefore: instant(nowMs - pace.firstMs),
      tooFarAhead: instant(nowMs + 2 * pace.longestMs),
    });
    if (binding === null) return pace.idleMs;
    return this.#look(binding, this.#budget);
  }

  /** Loads what earlier runs learned. */
  async #open(): Promise<CallBudget> {
    const { journal, settings, now, isQuiet } = this.#deps;
    const { askedAt, ended } = await journal.careMemory();
    this.#endedStatuses = new EndedStatuses(ended);
    await this.recount();
    return new CallBudget(
      {
        callsPerHour: settings.callsPerHour,
        now,
        isQuiet,
        pause: (ms) => this.#pause(ms),
        keep: (at) => journal.keepCareAsked(at),
      },
      askedAt,
    );
  }

  async #look(binding: BindingView, budget: CallBudget): Promise<number> {
    const { cm, stageOf, now, journal, pace, log } = this.#deps;
    const ask: BudgetedAsk = async (call) => ((await budget.turn()) ? call(this.#stop.signal) : null);
    const looked = await lookAtRequest({ cm, ask, endedStatuses: this.#endedStatuses, stageOf, now }, binding);
    if (looked === null || this.#isStopped()) return 0;
    const { bindingId, confirmedAt } = binding;
    const ageMs = now().getTime() - Date.parse(confirmedAt);
    const dueMs = now().getTime() + Math.min(pace.longestMs, Math.max(pace.firstMs, ageMs / SHARE_OF_AGE));
    const dueAt = new Date(dueMs).toISOString();
    if (!looked.ok) {
      log.warn('the server could not be asked about a bound request', { bindingId, code: looked.error.code });
      await journal.putOffCare(bindingId, dueAt);
      return this.#troubleMs();
    }
    this.#troubles = 0;
    const news = careChangeOf(binding, looked.value, this.#deps.settings, now());
    if (news !== null) await this.#tell(news);
    if (news === null || !isCareOver(news.care)) await journal.putOffCare(bindingId, dueAt);
    return 0;
  }

  async #tell(news: Parameters<Journal['recordCare']>[0]): Promise<void> {
    const { journal, onChanged, log } = this.#deps;
    const { outcome, binding } = await journal.recordCare(news);
    // A person may have closed it in the meantime.
    if (outcome === 'moved-on') return;
    log.info('a bound request has news', { bindingId: news.bindingId, event: news.event });
    onChanged(binding);
    await this.recount();
  }

  #troubleMs(): number {
    this.#troubles += 1;
    return Math.min(LONGEST_TROUBLE_MS, FIRST_TROUBLE_MS * 2 ** (this.#troubles - 1));
  }

  /** Waits `ms`, or until stopped. */
  async #pause(ms: number): Promise<void> {
    if (ms === 0 || this.#isStopped()) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#deps.schedule(resolve, ms);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
