import type { BindingState } from '../../shared/bindings.js';
import { binding, exampleRequest, guid, recordStep } from '../bindings/bindings.fixture.js';
import type { ArchiveOptions } from './archive-journal.js';
import { deriveKey, type PassphraseKey } from './backup-key.js';
import { JournalFile } from './journal-file.js';
import type { Run } from './run-records.js';

export const archivePassphrase = 'a passphrase for tests';
/** As cheap as a file may specify. */
export const archiveKey: PassphraseKey = deriveKey(archivePassphrase, {
  name: 'scrypt',
  n: 2 ** 14,
  r: 8,
  p: 1,
  salt: 'AAAAAAAAAAAAAAAAAAAAAA==',
});

/** Marks personal data in a test journal, for a search through bytes; data that stays has another mark. */
export const MARK = 'Personal-Marker';
export const STAYS = 'Staying-Marker';

export const longAgo = '2020-01-05T08:00:00.000Z';
export const today = '2026-01-05T08:00:00.000Z';
export const cutoff = '2025-01-05T08:00:00.000Z';

/** Opens a journal for a test, with a clock that the test sets. */
export function openTestJournal(path: string, clock: { now: string }, key: string | null = null): JournalFile {
  return new JournalFile({
    path,
    key,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date(clock.now),
    monotonicMs: () => Date.parse(clock.now),
  });
}

/** A binding of a test journal: number 1, 2, … with searchable names. */
export function markedBinding(n: number, mark: string, confirmedAt: string) {
  const plain = binding(n);
  const name = `${mark} ${String(n)}`;
  return { ...plain, confirmedAt, request: { ...plain.request, person: { ...exampleRequest.person, name, account: `${mark}-account` } } };
}

/** Writes a binding with its steps to a state, and its after-care outcome. */
export function writeBinding(journal: JournalFile, n: number, mark: string, clock: { now: string }, state: BindingState): void {
  journal.intend(markedBinding(n, mark, clock.now));
  const bindingId = guid(n);
  recordStep(journal, { bindingId, event: 'submitting', state: { state: 'submitting', attempt: 1 } });
  if (state.state === 'submitting') return;
  recordStep(journal, { bindingId, event: state.state === 'bound' ? 'answered' : 'failed', state });
}

/** Ends the after-care of a bound binding: its request was executed. */
export function executeRequest(journal: JournalFile, n: number, at: string): void {
  const care = { outcome: 'executed', status: 5, difference: null, evidence: '', at, closed: null } as const;
  journal.recordCare({ bindingId: guid(n), event: 'executed', from: null, care });
}

export const bound: BindingState = { state: 'bound', status: 201, smartcardUri: null };

/** A run of the requests of the marked bindings with these numbers. */
export function markedRun(id: number, mark: string, ...numbers: readonly number[]): Run {
  const items = numbers.map((n) => ({ request: markedBinding(n, mark, longAgo).request, approvedStatus: 3, prepared: null, fault: null }));
  const line = { file: `${mark}.csv`, line: 2, card: `${mark}-card`, person: `${mark}-person` };
  const fault = { reason: 'operator', slipNumber: 1 } as const;
  return { runId: guid(id), source: { from: 'list' }, items: [...items, { request: null, approvedStatus: null, prepared: line, fault }] };
}

/** Writes a journal with `old` completed bindings from years ago, one from years ago that is not completed, and two from today. */
export function writeOldJournal(journal: JournalFile, old: number, clock: { now: string }): void {
  clock.now = longAgo;
  journal.note('opened', { version: '1.0.0', mode: 'live' });
  journal.note('settings-changed', { keys: `${MARK}-note` });
  for (let n = 1; n <= old; n += 1) {
    writeBinding(journal, n, MARK, clock, bound);
    executeRequest(journal, n, longAgo);
  }
  writeBinding(journal, old + 1, STAYS, clock, { state: 'submitting', attempt: 1 });
  clock.now = today;
  writeBinding(journal, old + 2, STAYS, clock, bound);
  executeRequest(journal, old + 2, today);
  writeBinding(journal, old + 3, STAYS, clock, bound);
}

/** Options for an archive of everything before {@link cutoff}. */
export function archiveOrder(file: string, change: Partial<ArchiveOptions> = {}): ArchiveOptions {
  return { file, before: cutoff, lastSeq: Number.MAX_SAFE_INTEGER, isCaredFor: true, passphrase: archiveKey, now: today, ...change };
}
