import { isCareOver, type CareCounts } from '../../shared/after-care.js';
import type { BindingView } from '../../shared/bindings.js';
import type { Log } from '../core/log.js';
import { JournalError, type Journal } from '../store/journal.js';
import { CallBudget, BUSY_RETRY_MS } from './call-budget.js';
import { EndedStatuses } from './ended-statuses.js';
import { careChangeOf, type CareRule } from './care-change.js';
import { lookAtRequest, type BudgetedAsk, type LookDeps } from './look-at-request.js';

/** How often a request is looked at. */
export interface CarePace {
  /** So long after the binding comes the first look, ms; and so much lies between two at least. */
  readonly firstMs: number;
  /** So much lies between two at most, ms: the older a request, the longer the pause. */
  readonly longestMs: number;
}

export interface AfterCareDeps extends Pick<LookDeps, 'cm' | 'stageOf' | 'now'> {
  readonly journal: Pick<Journal, 'recordCare' | 'dueForCare' | 'putOffCare' | 'keepCareAsked' | 'careMemory' | 'careCounts'>;
  readonly settings: CareRule & { readonly callsPerHour: number };
  readonly pace: CarePace;
  /** Whether the line is up, and no binding is on its way: all of that goes first. */
  readonly isQuiet: () => boolean;
  /** Runs work after a pause in ms; gives back what cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  readonly log: Log;
  readonly onChanged: (binding: BindingView) => void;
  readonly onCounts: (counts: CareCounts) => void;
}

export const livePace: CarePace = { firstMs: 3_600_000, longestMs: 24 * 3_600_000 };
/** In training somebody watches, and the service is the station's own. */
export const trainingPace: CarePace = { firstMs: 15_000, longestMs: 30_000 };
/** Calls an hour in training. */
export const TRAINING_CALLS = 1_800;

/** The pause until the next look is this share of the request's age. */
const SHARE_OF_AGE = 8;
/** How long nothing is looked for when nothing was due, ms; less where requests are looked at sooner. */
const IDLE_MS = 60_000;
const FIRST_TROUBLE_MS = 30_000;
const LONGEST_TROUBLE_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Follows bound requests until they have ended, or are too old: slowly, within a budget of calls, behind everything else.
 * Nothing waits for it, and what it keeps is in the journal.
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

  /** Begins, where the settings allow any calls. Never rejects. */
  async start(): Promise<void> {
    if (this.#deps.settings.callsPerHour === 0) return;
    while (!this.#isStopped()) await this.#pause(await this.#stepOrTrouble());
  }

  /** Begins nothing any more; a call under way is given up. */
  stop(): void {
    this.#stop.abort();
    this.#budget?.close();
    this.#wake();
  }

  /** Counts anew how the bindings stand, and tells it. @throws JournalError */
  async recount(): Promise<void> {
    const { journal, settings, now, onCounts } = this.#deps;
    onCounts(await journal.careCounts(new Date(now().getTime() - settings.untilDays * DAY_MS).toISOString()));
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** @returns how long to wait before the next step, ms */
  async #stepOrTrouble(): Promise<number> {
    try {
      return await this.#step();
    } catch (error) {
      // The text of any other error may tell of people.
      const detail = error instanceof JournalError ? error.message : error instanceof Error ? error.name : 'unknown';
      if (!this.#isStopped()) this.#deps.log.error('a bound request could not be looked after', { detail });
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
    if (binding === null) return Math.min(IDLE_MS, pace.firstMs);
    return this.#look(binding, this.#budget);
  }

  /** Takes up what is known from before this start. */
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
    // A person may have closed it meanwhile.
    if (outcome === 'moved-on') return;
    log.info('a bound request', { bindingId: news.bindingId, event: news.event });
    onChanged(binding);
    await this.recount();
  }

  #troubleMs(): number {
    this.#troubles += 1;
    return Math.min(LONGEST_TROUBLE_MS, FIRST_TROUBLE_MS * 2 ** (this.#troubles - 1));
  }

  /** Waits, ms, or until it is stopped. */
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
