import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { binding, guid, recordStep } from '../bindings/bindings.fixture.js';
import { deriveKey } from './backup-key.js';
import { JournalFile } from './journal-file.js';
import type { BackupOptions } from './make-backup.js';

export const PASSPHRASE = 'correct horse battery staple';
export const KEY = 'ab'.repeat(32);
/** The cheapest derivation that a backup may have, because tests derive often. */
export const testKey = deriveKey(PASSPHRASE, { name: 'scrypt', n: 2 ** 14, r: 8, p: 1, salt: Buffer.alloc(16, 7).toString('base64') });

/** Opens the encrypted journal in a test's folder. */
export function openTestJournal(folder: string): JournalFile {
  return new JournalFile({
    path: join(folder, 'journal.db'),
    key: KEY,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date('2026-01-05T08:00:00.000Z'),
    monotonicMs: () => 1,
  });
}

/** Binds one more card: three entries. */
export function bindOne(journal: JournalFile, n: number): void {
  journal.intend(binding(n));
  recordStep(journal, { bindingId: guid(n), event: 'submitting', state: { state: 'submitting', attempt: 1 } });
  recordStep(journal, { bindingId: guid(n), event: 'answered', state: { state: 'bound', status: 204, smartcardUri: null } });
}

/** Options to back up the journal of a test's folder into `target`, which is created. */
export function testOrder(folder: string, change: Partial<BackupOptions> = {}): BackupOptions {
  const target = join(folder, 'target');
  mkdirSync(target, { recursive: true });
  return {
    journal: join(folder, 'journal.db'),
    key: KEY,
    passphrase: testKey,
    station: 'DESK-01',
    workFolder: join(folder, 'work'),
    folder: target,
    now: '2026-01-05T09:00:00.000Z',
    clockJumped: false,
    keepCount: 10,
    keepDays: 30,
    ...change,
  };
}
