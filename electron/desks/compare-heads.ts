import type { Contradiction } from '../../shared/desks.js';
import type { SealedHead, JournalPosition } from './head-file.js';

/** The last seen head of another desk's journal, and its seal's key. */
export interface SeenHead extends JournalPosition {
  readonly key: string;
}

/** A contradiction in this desk's or another desk's journal. */
export interface HeadFinding {
  /** The journal it is about, by the desk's name and the journal's hash: two accounts of one computer are two desks with one name. */
  readonly station: string;
  readonly journal: string;
  /** The source: `own` is this desk's own head or its memory of another desk; else the desk that saw it. */
  readonly by: string;
  readonly contradiction: Contradiction;
  /** Number of entries before and now. */
  readonly known: number;
  readonly found: number;
}

/** The open journal of this desk. */
export interface OwnJournal extends JournalPosition {
  /** Returns the hash of an entry; undefined if there is none with that number. */
  readonly hashOf: (seq: number) => Promise<string | undefined>;
  /** Public key of its seal. */
  readonly key: string;
}

/** Compares a journal with an earlier observation. @param by who made it @returns null if they agree, or it is another journal */
export async function compareOwn(own: OwnJournal, seen: JournalPosition, by: string): Promise<HeadFinding | null> {
  if (seen.journal !== own.journal) return null;
  const hash = await own.hashOf(seen.entries);
  if (hash === seen.head) return null;
  const contradiction = hash === undefined ? 'went-back' : 'rewritten';
  return { station: own.station, journal: own.journal, by, contradiction, known: seen.entries, found: own.entries };
}

/**
 * Returns all contradictions of this desk's journal: with its own head, which no one else can seal, and with what other desks
 * saw. A head of this journal under another key was made by someone else and is reported as such.
 */
export async function contradictionsOfOwn(own: OwnJournal, heads: readonly SealedHead[]): Promise<readonly HeadFinding[]> {
  const findings: HeadFinding[] = [];
  for (const { head, key } of heads) {
    if (head.journal === own.journal && key === own.key) {
      const finding = await compareOwn(own, head, 'own');
      if (finding !== null) findings.push(finding);
      continue;
    }
    if (head.journal === own.journal) {
      findings.push({
        station: own.station,
        journal: own.journal,
        by: 'own',
        contradiction: 'another-key',
        known: own.entries,
        found: head.entries,
      });
      continue;
    }
    for (const seen of head.seen) {
      const finding = await compareOwn(own, seen, head.station);
      if (finding !== null) findings.push(finding);
    }
  }
  return findings;
}

/**
 * Returns the contradiction in another desk's journal: with what this desk saw before, or as that desk itself reports; null if
 * there is none. Only the desk itself, which has the entries, can detect a rewritten journal that is longer than before.
 */
export function contradictionOf({ head, key }: SealedHead, before: SeenHead | undefined): HeadFinding | null {
  const about = { station: head.station, journal: head.journal, by: 'own', known: before?.entries ?? head.entries, found: head.entries };
  if (before === undefined) return head.contradiction === null ? null : { ...about, by: head.station, contradiction: head.contradiction };
  if (key !== before.key) return { ...about, contradiction: 'another-key' };
  if (head.entries < before.entries) return { ...about, contradiction: 'went-back' };
  if (head.entries === before.entries && head.head !== before.head) return { ...about, contradiction: 'rewritten' };
  return head.contradiction === null ? null : { ...about, by: head.station, contradiction: head.contradiction };
}
