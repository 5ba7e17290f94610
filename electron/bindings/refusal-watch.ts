import type { BindingView } from '../../shared/bindings.js';
import type { Warnings } from '../../shared/warnings.js';

type Warning = Extract<Warnings[number], { code: 'kind-refused' | 'refused-in-a-row' }>;

/** Refusals in a row that point to a kind of request. */
export const KIND_REFUSED = 3;
/** Refusals in a row, for the same reason and any kind, after which the operator is told to stop. */
export const REFUSED_IN_A_ROW = 5;

/** A kind of request that a setting can exclude from the desk. */
type Kind = { readonly kind: 'personal' } | { readonly kind: 'type'; readonly type: number };

/**
 * Counts refusals by the server, in order: a kind of request that is always refused, and a reason that repeats. An accepted
 * binding resets the counts of its kind.
 */
export class RefusalWatch {
  readonly #told: (warning: Warning) => void;
  readonly #cleared: (code: Warning['code']) => void;
  readonly #byKind = new Map<string, number>();
  readonly #counted = new Set<string>();
  #row: { readonly message: string; readonly count: number } = { message: '', count: 0 };
  #kindShown: string | null = null;

  constructor({ told, cleared }: { readonly told: (warning: Warning) => void; readonly cleared: (code: Warning['code']) => void }) {
    this.#told = told;
    this.#cleared = cleared;
  }

  /** Counts a changed binding, once per binding. */
  changed(binding: BindingView): void {
    const { bindingId, state } = binding;
    if (state.state === 'bound') this.#accepted(binding);
    if (state.state !== 'refused' || this.#counted.has(bindingId)) return;
    this.#counted.add(bindingId);
    const { error } = state;
    const message = 'message' in error ? error.message : '';
    this.#row = { message, count: message === this.#row.message ? this.#row.count + 1 : 1 };
    if (this.#row.count >= REFUSED_IN_A_ROW) this.#told({ code: 'refused-in-a-row', count: this.#row.count, message });
    const kind = kindOf(binding);
    if (kind === null) return;
    const key = keyOf(kind);
    const count = (this.#byKind.get(key) ?? 0) + 1;
    this.#byKind.set(key, count);
    if (count < KIND_REFUSED) return;
    this.#kindShown = key;
    this.#told({ code: 'kind-refused', kind: kind.kind, type: kind.kind === 'type' ? kind.type : null, count });
  }

  #accepted(binding: BindingView): void {
    this.#row = { message: '', count: 0 };
    this.#cleared('refused-in-a-row');
    const kind = kindOf(binding);
    const key = kind === null ? null : keyOf(kind);
    if (key === null) return;
    this.#byKind.delete(key);
    if (this.#kindShown === key) this.#cleared('kind-refused');
  }
}

function keyOf(kind: Kind): string {
  return kind.kind === 'type' ? `type ${String(kind.type)}` : kind.kind;
}

/** Returns the kind by which a setting would exclude the request; null if it is an ordinary card request. */
function kindOf({ request: { type, facts } }: BindingView): Kind | null {
  if (type !== 1) return { kind: 'type', type };
  return facts?.isEnrollmentAgent === false ? { kind: 'personal' } : null;
}
