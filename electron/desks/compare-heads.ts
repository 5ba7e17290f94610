import type { Contradiction } from '../../shared/desks.js';
import type { SealedHead, JournalPosition } from './head-file.js';

/** What was last seen of another desk's journal, and under whose seal. */
export interface SeenHead extends JournalPosition {
  readonly key: string;
}

/** Something that is not as it was: of this desk's journal, or of another's. */
export interface HeadFinding {
  /** Whose journal it is about, by the desk's name and the journal's own: two accounts of one computer are two desks of one name. */
  readonly station: string;
  readonly journal: string;
  /** Who says so: `own` is this desk's own head, or its own memory of another desk; else the name of the desk that saw it. */
  readonly by: string;
  readonly contradiction: Contradiction;
  /** Entries that were there before, and are there now. */
  readonly known: number;
  readonly found: number;
}

/** The entries of a journal that is open, by number. */
export interface OwnJournal extends JournalPosition {
  /** The hash of an entry; undefined: there is none of that number. */
  readonly hashOf: (seq: number) => Promise<string | undefined>;
  /** The public key of its seal. */
  readonly key: string;
}

/** Whether a journal still is what somebody saw of it. @param by who saw it @returns null: it is, or it is another journal */
export async function compareOwn(own: OwnJournal, seen: JournalPosition, by: string): Promise<HeadFinding | null> {
  if (seen.journal !== own.journal) return null;
  const hash = await own.hashOf(seen.entries);
  if (hash === seen.head) return null;
  const contradiction = hash === undefined ? 'went-back' : 'rewritten';
  return { station: own.station, journal: own.journal, by, contradiction, known: seen.entries, found: own.entries };
}

/**
 * Everything that contradicts this desk's journal: its own head, which nobody else can seal, and what other desks saw of it.
 * A head of its own under another seal is somebody else's work, and told as that.
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
 * What contradicts another desk's journal: what this desk saw of it before, or what that desk says itself. A journal that was rewritten
 * and is longer than before can only be found out by its own desk, which has the entries.
 */
export function contradictionOf({ head, key }: SealedHead, before: SeenHead | undefined): HeadFinding | null {
  const about = { station: head.station, journal: head.journal, by: 'own', known: before?.entries ?? head.entries, found: head.entries };
  if (before === undefined) return head.contradiction === null ? null : { ...about, by: head.station, contradiction: head.contradiction };
  if (key !== before.key) return { ...about, contradiction: 'another-key' };
  if (head.entries < before.entries) return { ...about, contradiction: 'went-back' };
  if (head.entries === before.entries && head.head !== before.head) return { ...about, contradiction: 'rewritten' };
  return head.contradiction === null ? null : { ...about, by: head.station, contradiction: head.contradiction };
}
