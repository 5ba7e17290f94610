import * as z from 'zod';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import { binding } from '../bindings/bindings.fixture.js';
import { canonicalJson, entryHash, FIRST_PREVIOUS_HASH, type Json } from './chain.js';
import { inTransaction, openDatabase } from './database.js';
import { searchableText } from './stored-view.js';

const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
const submitting: BindingState = { state: 'submitting', attempt: 1 };
const lastRow = z.object({ seq: z.int(), hash: z.string() });

/** The entries of a binding for a test journal: three, at one time. */
export interface JournalTotals {
  readonly n: number;
  readonly at: string;
  readonly operator?: string;
  readonly state?: BindingState;
  readonly person?: string;
}

/**
 * For tests: writes many bound cards in one transaction to a closed journal made by `JournalFile`, as the station would write
 * them one by one.
 */
export function fillJournal(path: string, key: string | null, told: Iterable<JournalTotals>): void {
  const db = openDatabase(path, key);
  try {
    const [row] = db.prepare('SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1').all();
    let { seq, hash } = row === undefined ? { seq: 0, hash: FIRST_PREVIOUS_HASH } : lastRow.parse(row);
    const addEntry = db.prepare('INSERT INTO entries (seq, body, previous_hash, hash) VALUES (?, ?, ?, ?)');
    const addBinding = db.prepare(
      'INSERT INTO bindings (binding_id, request_id, card_id, claims, settled, first_seq, view, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    inTransaction(db, () => {
      for (const { n, at, operator = 'desk', person, state = bound } of told) {
        const intended = viewOf(n, at, person);
        const last: BindingView = { ...intended, state };
        const firstSeq = seq + 1;
        for (const [event, view] of [
          ['intended', intended],
          ['submitting', { ...intended, state: submitting }],
          ['answered', last],
        ] as const) {
          seq += 1;
          const body = canonicalJson({ seq, at, monotonicMs: 1, operator, station: 'DESK-01', event, binding: jsonSchema.parse(view) });
          const previous = hash;
          hash = entryHash(previous, body);
          addEntry.run(seq, body, previous, hash);
        }
        const isOpen = state.state === 'waiting' || state.state === 'uncertain' || state.state === 'attention';
        addBinding.run(
          last.bindingId,
          last.request.requestId,
          last.cardId.text,
          Number(state.state !== 'refused'),
          Number(!isOpen),
          firstSeq,
          JSON.stringify(last),
          searchableText(last),
        );
      }
    });
  } finally {
    db.close();
  }
}

const jsonSchema: z.ZodType<Json> = z.json();

function viewOf(n: number, at: string, name: string | undefined): BindingView {
  const view = { ...binding(n), confirmedAt: at };
  const { person } = view.request;
  if (name === undefined || person.state !== 'resolved') return view;
  return { ...view, request: { ...view.request, person: { ...person, name } } };
}
