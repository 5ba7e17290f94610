import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type Database from 'libsql';
import * as z from 'zod';
import type { Archived, ArchiveProblem } from '../../shared/archive.js';
import { bindingViewSchema } from '../../shared/bindings.js';
import { removeFileSync, replaceFileSync, syncFolderSync } from '../core/files.js';
import { ARCHIVED_BODY, ARCHIVED_EVENT, RangeDigest } from './archive-digest.js';
import { ArchiveFileError, openArchive, readArchive, sealArchive, type ArchiveFacts } from './archive-file.js';
import type { ArchivedClaims } from './archived-claims.js';
import type { PassphraseKey } from './backup-key.js';
import type { Json } from './chain.js';
import { lastMoment } from './clock-jump.js';
import { areArchivable, chooseArchivable, countNotArchivable, type Archivable } from './choose-archivable.js';
import { inTransaction } from './database.js';
import type { JournalEntry } from './journal.js';
import { archiveText, bindingIdOf, readArchiveText } from './opened-archive.js';
import { forgetOldRun } from './run-records.js';
import { entryColumns, entryOf } from './stored-entry.js';
import { sweepArchived } from './sweep-archived.js';

/** An archive to make: what it takes, and its file. */
export interface ArchiveOptions extends Archivable {
  /** The archive file. It must not exist. */
  readonly file: string;
  readonly passphrase: PassphraseKey;
  /** Current time, ISO 8601 in UTC. */
  readonly now: string;
}

export type ArchiveOutcome =
  | ({ readonly outcome: 'archived' } & Archived)
  | { readonly outcome: 'failed'; readonly problem: Extract<ArchiveProblem, 'clock' | 'exists' | 'file'>; readonly detail: string };

/** The journal to archive from, open and not written to by anything else. */
export interface ArchivedJournal {
  readonly db: Database.Database;
  readonly path: string;
  readonly station: string;
  readonly claims: ArchivedClaims;
  /** Appends an entry. @returns its number */
  readonly append: (event: string, what: Readonly<Record<string, Json>>) => number;
}

/** Points between the steps where a test kills the process. */
export const archiveSteps = ['begun', 'written', 'proven', 'named', 'emptying', 'committed', 'vacuumed', 'swept'] as const;
export type ArchiveStep = (typeof archiveSteps)[number];

const fileRow = z.object({ file: z.string() });
const claimsRow = z.object({ view: z.string(), claims: z.int(), card_reused: z.int() });

/** Why nothing was archived. */
class ArchiveStepError extends Error {
  override readonly name = 'Failed';
  constructor(
    readonly problem: Extract<ArchiveOutcome, { outcome: 'failed' }>['problem'],
    detail: string,
  ) {
    super(detail);
  }
}

/** An archive that is complete and on the disk, and what it contains. */
interface WrittenArchive {
  readonly file: string;
  readonly sha256: string;
  readonly facts: ArchiveFacts;
  readonly seqs: readonly number[];
  readonly bindingIds: readonly string[];
}

/**
 * Moves old, completed bindings from the journal into an archive. Before anything is removed, the archive is on the disk and
 * has been read back and compared; the removal is one transaction. The name of the file is recorded first, so that after an
 * interruption the next call completes that archive, or starts over if it does not exist.
 * @param at called at each step, for tests
 * @throws the library's error; the journal is unchanged then
 */
export function archiveJournal(
  journal: ArchivedJournal,
  order: ArchiveOptions,
  at: (step: ArchiveStep) => void = () => undefined,
): ArchiveOutcome {
  try {
    const last = lastMoment(journal.db)?.wallMs ?? 0;
    if (last > Date.parse(order.now)) throw new ArchiveStepError('clock', `The last entry was written at ${new Date(last).toISOString()}`);
    const begun = completable(journal, order);
    const written = begun ?? writeNew(journal, order, at);
    if (written !== null) {
      takeOut(journal, written, order.now, at);
      at('committed');
    }
    const swept = sweepArchived(journal.db, journal.path, at);
    return {
      outcome: 'archived',
      file: written?.file ?? '',
      entries: written?.facts.entries ?? 0,
      bindings: written?.facts.bindings ?? 0,
      sha256: written?.sha256 ?? '',
      resumed: begun !== null,
      more: chooseArchivable(journal.db, order).seqs.length > 0,
      held: countNotArchivable(journal.db, order),
      swept,
    };
  } catch (error) {
    if (error instanceof ArchiveStepError) return { outcome: 'failed', problem: error.problem, detail: error.message };
    throw error;
  }
}

/** Returns an archive that an earlier run completed without removing its entries from the journal; null if there is none. */
function completable({ db }: ArchivedJournal, order: ArchiveOptions): WrittenArchive | null {
  const row = db.prepare('SELECT file FROM begun_archive').get();
  if (row === undefined) return null;
  const { file } = fileRow.parse(row);
  if (!existsSync(dirname(file)))
    throw new ArchiveStepError('file', `The archive ${file} was started, but its folder cannot be found. Connect it and try again`);
  removeFileSync(unfinished(file));
  if (!existsSync(file)) {
    db.prepare('DELETE FROM begun_archive').run();
    return null;
  }
  const written = readWritten(file, order.passphrase);
  const { entries, facts, bindingIds } = written;
  const isHere = entries.every((entry) => {
    const own = entryAt(db, entry.seq);
    return own !== null && own.archivedBy === undefined && own.hash === entry.hash && own.body === entry.body;
  });
  const ofBindings = entries.filter((entry) => bindingIdOf(entry) !== null).length;
  if (!isHere || facts.before > order.before || !areArchivable(db, { ...order, before: facts.before }, bindingIds, ofBindings))
    throw new ArchiveStepError(
      'exists',
      `The archive ${file} was started and no longer matches the journal. Nothing was removed. Move the file away and try again`,
    );
  return written;
}

function writeNew(journal: ArchivedJournal, order: ArchiveOptions, at: (step: ArchiveStep) => void): WrittenArchive | null {
  const { db, station } = journal;
  const { file, before, now, passphrase } = order;
  const { bindingIds, seqs } = chooseArchivable(db, order);
  if (seqs.length === 0) return null;
  if (existsSync(file)) throw new ArchiveStepError('exists', `${file} already exists`);
  const first = entryAt(db, 1);
  const entries = seqs.flatMap((seq) => entryAt(db, seq) ?? []);
  const digest = new RangeDigest();
  for (const entry of entries) digest.add(entry);
  const facts = { ...digest.end(), station, madeAt: now, journal: first?.hash ?? '', before, bindings: bindingIds.length };
  const text = archiveText(entries, facts);
  inTransaction(db, () => db.prepare('INSERT OR REPLACE INTO begun_archive (one, file) VALUES (1, ?)').run(file));
  at('begun');
  let proven: ReturnType<typeof readWritten>;
  try {
    onTarget(() => {
      writeFile(unfinished(file), sealArchive(text, facts, passphrase));
    });
    at('written');
    proven = readWritten(unfinished(file), passphrase);
    if (proven.text !== text) throw new ArchiveStepError('file', `${file} does not contain what was written`);
  } catch (error) {
    // The file never got its final name, so there is nothing to complete.
    db.prepare('DELETE FROM begun_archive').run();
    throw error;
  }
  at('proven');
  onTarget(() => {
    replaceFileSync(unfinished(file), file);
    syncFolderSync(dirname(file));
  });
  at('named');
  return { ...proven, file };
}

/** Empties the archived entries, appends the entry that records the archive, and keeps the claims of its bindings. */
function takeOut(
  { db, claims, append }: ArchivedJournal,
  { file, sha256, facts, seqs, bindingIds }: WrittenArchive,
  now: string,
  at: (step: ArchiveStep) => void,
): void {
  // Overwrites freed pages.
  db.exec('PRAGMA secure_delete=ON');
  const { entries, first, last, lastHash, digest, bindings, before } = facts;
  const name = basename(file);
  inTransaction(db, () => {
    const seq = append(ARCHIVED_EVENT, { facts: { file: name, sha256, entries, first, last, lastHash, digest, bindings, before } });
    db.prepare('INSERT INTO archives (seq, at, before, file) VALUES (?, ?, ?, ?)').run(seq, now, before, name);
    const view = db.prepare('SELECT view, claims, card_reused FROM bindings WHERE binding_id = ?');
    const gone = ['after_care', 'bindings'].map((table) => db.prepare(`DELETE FROM ${table} WHERE binding_id = ?`));
    for (const bindingId of bindingIds) {
      const row = claimsRow.parse(view.get(bindingId));
      const isClaimed = row.claims === 1;
      claims.keep(bindingViewSchema.parse(JSON.parse(row.view)), { request: isClaimed, card: isClaimed && row.card_reused === 0 }, seq);
      for (const statement of gone) statement.run(bindingId);
    }
    forgetOldRun(db, before);
    at('emptying');
    const empty = db.prepare('UPDATE entries SET body = ?, archived_by = ? WHERE seq = ?');
    for (const one of seqs) empty.run(ARCHIVED_BODY, seq, one);
    db.prepare('DELETE FROM begun_archive').run();
  });
}

/** Reads an archive back from the disk and decrypts it. @throws ArchiveStepError */
function readWritten(
  file: string,
  passphrase: PassphraseKey,
): WrittenArchive & { readonly text: string; readonly entries: readonly JournalEntry[] } {
  try {
    const bytes = readFileSync(file);
    const text = openArchive(readArchive(bytes), passphrase);
    const { facts, entries, findings } = readArchiveText(text);
    const [finding] = findings;
    if (facts === null || finding !== undefined)
      throw new ArchiveStepError('file', `Line ${String(finding?.line)} is ${String(finding?.problem)}`);
    const bindingIds = [...new Set(entries.flatMap((entry) => bindingIdOf(entry) ?? []))];
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { file, sha256, facts, seqs: entries.map(({ seq }) => seq), bindingIds, text, entries };
  } catch (error) {
    if (error instanceof ArchiveFileError || isOfSystem(error))
      throw new ArchiveStepError('file', `${file} cannot be read back: ${error.message}`);
    throw error;
  }
}

function entryAt(db: Database.Database, seq: number): JournalEntry | null {
  const row = db.prepare(`SELECT ${entryColumns} FROM entries WHERE seq = ?`).get(seq);
  return row === undefined ? null : entryOf(row);
}

/** Returns the name of the file while it is written. */
function unfinished(file: string): string {
  return `${file}.part`;
}

function writeFile(file: string, bytes: Buffer): void {
  removeFileSync(file);
  const out = openSync(file, 'wx', 0o600);
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(out, bytes, written);
    fsyncSync(out);
  } catch (error) {
    closeSync(out);
    removeFileSync(file);
    throw error;
  }
  closeSync(out);
}

function onTarget(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (isOfSystem(error)) throw new ArchiveStepError('file', error.message);
    throw error;
  }
}

function isOfSystem(error: unknown): error is Error {
  return error instanceof Error && 'code' in error;
}
