import { calls, snapshotSchema, stationEventSchema, type CallName, type CallValue, type Calls } from '../../shared/contract.js';
import type { Slices, Snapshot, StationBridge, StationEvent } from '../../shared/contract.js';
import type { BindingView } from '../../shared/bindings.js';
import { resultSchema, type Result } from '../../shared/result.js';
import type { RequestView } from '../../shared/requests.js';
import { isAtLeast } from '../../shared/roles.js';
import type * as z from 'zod';

/** A request as the contract parses it. */
type Asked<N extends CallName> = z.output<Calls[N]['request']>;
type Answer<N extends CallName> = Result<CallValue<N>>;
/** Answer of the fake main process to each call, or a function that returns it. */
export type Answers = { readonly [N in CallName]?: Answer<N> | ((asked: Asked<N>) => Answer<N> | Promise<Answer<N>>) };

/** A call that the page made. */
export interface MadeCall {
  readonly name: CallName;
  readonly request: unknown;
}

/**
 * A fake main process for one page: state, answers and events. The contract is enforced, and role and locked desk follow the
 * same table as in the station, so that no test shows what the station could not.
 */
export class FakeBridge implements StationBridge {
  readonly #listeners = new Set<(event: string) => void>();
  readonly #made: MadeCall[] = [];
  readonly #faults: string[] = [];
  #state: Snapshot;
  #answers: Answers;

  constructor(state: Snapshot, answers: Answers) {
    this.#state = snapshotSchema.parse(state);
    this.#answers = answers;
  }

  get state(): Snapshot {
    return this.#state;
  }

  /** What the page did that violates the contract, or that the test did not expect. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  /** The requests of all calls of a name, oldest first. */
  made(name: CallName): readonly unknown[] {
    return this.#made.filter((one) => one.name === name).map(({ request }) => request);
  }

  /** Changes the answers from now on. */
  answer(answers: Answers): void {
    this.#answers = { ...this.#answers, ...answers };
  }

  /** Changes slices of the state and sends the event. */
  change(patch: Partial<Slices>): void {
    this.#state = { ...this.#state, ...patch };
    this.#tell('state/changed', patch);
  }

  /** Adds or replaces a binding and sends the event. */
  putBinding(binding: BindingView): void {
    const others = this.#state.bindings.filter(({ bindingId }) => bindingId !== binding.bindingId);
    this.#state = { ...this.#state, bindings: [binding, ...others] };
    this.#tell('bindings/changed', { binding });
  }

  /** Changes the list of requests and sends the event. */
  changeRequests(put: readonly RequestView[], removed: readonly string[] = []): void {
    const gone = new Set([...removed, ...put.map(({ requestId }) => requestId)]);
    const requests = [...this.#state.requests.filter(({ requestId }) => !gone.has(requestId)), ...put];
    const fetchedAt = new Date().toISOString();
    this.#state = { ...this.#state, requests, requestsFetchedAt: fetchedAt };
    this.#tell('requests/changed', { put, removed, fetchedAt });
  }

  call(name: CallName, request: unknown): Promise<unknown> {
    return this.#answerTo(name, request);
  }

  onEvent(listener: (event: string) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #tell(name: StationEvent['name'], payload: unknown): void {
    this.#state = snapshotSchema.parse({ ...this.#state, seq: this.#state.seq + 1 });
    const event = JSON.stringify(stationEventSchema.parse({ seq: this.#state.seq, name, payload }));
    for (const listener of this.#listeners) listener(event);
  }

  async #answerTo(name: CallName, request: unknown): Promise<unknown> {
    const entry: Calls[CallName] = calls[name];
    const asked = entry.request.safeParse(request);
    if (!asked.success) return this.#fault(`${name} is not asked like this: ${asked.error.message}`);
    this.#made.push({ name, request: asked.data });
    if (!isAtLeast(this.#state.role.role, entry.role)) return { ok: false, error: { code: 'not-allowed', call: name, needs: entry.role } };
    if (entry.opensDialog && this.#state.kiosk.state === 'locked') return { ok: false, error: { code: 'in-kiosk' } };
    const answer = await this.#said(name, asked.data);
    if (answer === undefined) return this.#fault(`No answer is set for ${name}(${JSON.stringify(request)})`);
    const checked = resultSchema(entry.value).safeParse(answer);
    return checked.success ? answer : this.#fault(`${name} may not be answered like this: ${checked.error.message}`);
  }

  async #said(name: CallName, asked: unknown): Promise<unknown> {
    const given: unknown = this.#answers[name];
    if (typeof given === 'function') return (await Reflect.apply(given, undefined, [asked])) as unknown;
    if (given !== undefined) return given;
    return this.#byItself(name, asked);
  }

  /** Answers that are the same for every test. */
  #byItself(name: CallName, asked: unknown): unknown {
    if (name === 'station/snapshot') return { ok: true, value: this.#state };
    if (name === 'station/setPreferences') {
      this.change({ preferences: calls[name].request.parse(asked) });
      return { ok: true, value: {} };
    }
    return undefined;
  }

  #fault(words: string): Promise<never> {
    this.#faults.push(words);
    return Promise.reject(new Error(words));
  }
}
