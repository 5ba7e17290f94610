import type Database from 'libsql';
import * as z from 'zod';
import { openDatabase, WAIT_MS } from './database.js';
import { FIRST_PREVIOUS_HASH } from './chain.js';
import { JournalError } from './journal.js';
import { migrations } from './migrations.js';
import { entryColumns, entryOf, olderEntryColumns } from './stored-entry.js';
import { ChainCheck } from './verify.js';

/** First schema version with archived entries. */
const ARCHIVING_VERSION = 10;
/** Entries read at a time. */
const PAGE = 1_000;

const integrityRow = z.object({ integrity_check: z.string() });
const versionRow = z.object({ user_version: z.int() });
const endsRow = z.object({ entries: z.int(), head: z.string(), first: z.string() });
const countsRow = z.object({ bindings: z.int(), told: z.int(), unsettled: z.int() });

/** Content of a verified copy of a journal. */
export interface CopyFacts {
  readonly entries: number;
  /** Hash of the last entry, and of the first, which identifies the journal. */
  readonly head: string;
  readonly first: string;
  readonly bindings: number;
  readonly unsettled: number;
}

/**
 * Verifies a copy of a journal that is not written to: SQLite's integrity check, the whole chain of hashes, and a row for every
 * binding in the entries.
 * @throws JournalError `damaged` if it is not sound, `too-new` if a newer Card Desk wrote it; or the library's error
 */
export function checkCopy(path: string, key: string | null): CopyFacts {
  const db = openDatabase(path, key, WAIT_MS);
  try {
    db.exec('PRAGMA query_only=ON');
    const integrity = db
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => integrityRow.parse(row).integrity_check);
    if (integrity.length !== 1 || integrity[0] !== 'ok') throw new JournalError('damaged', integrity.join('; '));
    const { user_version: version } = versionRow.parse(db.prepare('PRAGMA user_version').get());
    if (version > migrations.length)
      throw new JournalError('too-new', `It has version ${String(version)} and was created by a newer Card Desk`);
    const { chain, first } = followChain(db, version >= ARCHIVING_VERSION ? entryColumns : olderEntryColumns);
    const counts = countsRow.parse(
      db
        .prepare(
          `SELECT (SELECT count(*) FROM bindings) AS bindings,
                  (SELECT count(DISTINCT json_extract(body, '$.binding.bindingId')) FROM entries) AS told,
                  (SELECT count(*) FROM bindings WHERE settled = 0) AS unsettled`,
        )
        .get(),
    );
    if (counts.bindings !== counts.told) {
      throw new JournalError('damaged', `It has ${String(counts.bindings)} bindings, but its entries describe ${String(counts.told)}`);
    }
    return { entries: chain.entries, head: chain.head, first, bindings: counts.bindings, unsettled: counts.unsettled };
  } finally {
    db.close();
  }
}

/** Returns the number of entries and the first and last hash, without verifying the rest. @throws JournalError, or the library's error */
export function endsOf(path: string, key: string | null): Pick<CopyFacts, 'entries' | 'head' | 'first'> {
  const db = openDatabase(path, key, WAIT_MS);
  try {
    const [ends] = db
      .prepare(
        `SELECT seq AS entries, hash AS head, (SELECT hash FROM entries ORDER BY seq LIMIT 1) AS first
         FROM entries ORDER BY seq DESC LIMIT 1`,
      )
      .all();
    if (ends === undefined) throw new JournalError('damaged', 'It has no entries');
    return endsRow.parse(ends);
  } finally {
    db.close();
  }
}

function followChain(db: Database.Database, columns: string): { readonly chain: ChainCheck; readonly first: string } {
  const chain = new ChainCheck();
  let first = FIRST_PREVIOUS_HASH;
  const select = db.prepare(`SELECT ${columns} FROM entries WHERE seq > ? ORDER BY seq LIMIT ?`);
  for (let after = 0; ;) {
    const page = select.all(after, PAGE).map(entryOf);
    for (const entry of page) {
      const [problem] = chain.follow(entry);
      if (problem !== undefined) throw new JournalError('damaged', `Entry ${String(entry.seq)} is ${problem}`);
      if (chain.entries === 1) first = entry.hash;
      after = entry.seq;
    }
    if (page.length < PAGE) {
      const [missing] = chain.end();
      if (missing !== undefined) throw new JournalError('damaged', `The text of entry ${String(missing.seq)} is missing`);
      return { chain, first };
    }
  }
}
