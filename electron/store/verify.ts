import * as z from 'zod';
import { ARCHIVED_BODY, ARCHIVED_EVENT, archivedRangeSchema, isSameRange, RangeDigest } from './archive-digest.js';
import { canonicalJson, entryHash, FIRST_PREVIOUS_HASH } from './chain.js';
import type { JournalEntry } from './journal.js';

/**
 * An exported journal has one JSON object on each line: entries as `{"body","hash","previousHash","seq"}`, and last the head,
 * `{"entries","head"}`: the number of entries and the last hash. An archived entry is
 * `{"archivedBy","hash","previousHash","seq"}`; `archivedBy` is the number of the entry that names the archive.
 */
const entryLine = z.strictObject({ seq: z.int(), body: z.string(), previousHash: z.string(), hash: z.string() });
const archivedLine = z.strictObject({ seq: z.int(), archivedBy: z.int(), previousHash: z.string(), hash: z.string() });
const headLine = z.strictObject({ entries: z.int(), head: z.string() });

const entryOrArchived = z.union([entryLine, archivedLine]);

/** An error in an exported journal, by line (from 1). */
export interface AuditFinding {
  readonly line: number;
  /** Number of the entry, if the line can be parsed. */
  readonly seq: number | null;
  /**
   * - `unreadable`: the line is neither an entry nor a head.
   * - `altered`: the entry's hash does not match its text.
   * - `not-linked`: the entry does not refer to the one before it: one was removed, inserted, moved or altered.
   * - `out-of-order`: the entry's number does not follow, or its text has another number.
   * - `no-head`: the file does not end with its head: its end is missing.
   * - `head-differs`: the head has another number of entries or another last hash.
   * - `text-missing`: the entry has no text, and no entry says that it was archived: it was removed by hand.
   * - `archive-differs`: the entry names other archived entries than those without text.
   */
  readonly problem:
    'unreadable' | 'altered' | 'not-linked' | 'out-of-order' | 'no-head' | 'head-differs' | 'text-missing' | 'archive-differs';
}

/** The part of an entry that describes an archive. */
const archivingSchema = z.object({ event: z.literal(ARCHIVED_EVENT), facts: archivedRangeSchema.extend({ file: z.string() }) });
type Archiving = z.infer<typeof archivingSchema>['facts'];

/**
 * Verifies a journal's chain of hashes, entry by entry from the first. Of archived entries only number and hash are known; a
 * later entry, itself part of the chain, confirms that exactly these were archived.
 */
export class ChainCheck {
  /** Archived entries that are not confirmed yet, by the number of the confirming entry. */
  readonly #archived = new Map<number, RangeDigest>();
  readonly #texts: ReadonlyMap<number, string>;
  readonly #told: Archiving[] = [];
  #entries = 0;
  #head = FIRST_PREVIOUS_HASH;
  #lastSeq = 0;

  /** @param texts texts of archived entries by number, if their archives are available */
  constructor(texts: ReadonlyMap<number, string> = new Map()) {
    this.#texts = texts;
  }

  /** The archives that the entries describe. */
  get archived(): readonly Archiving[] {
    return this.#told;
  }

  /** Number of entries so far. */
  get entries(): number {
    return this.#entries;
  }

  /** Hash of the last entry. */
  get head(): string {
    return this.#head;
  }

  /** Verifies the next entry, and continues from it even if it is wrong. @returns what is wrong */
  follow({ seq, body: written, previousHash, hash, archivedBy }: JournalEntry): readonly AuditFinding['problem'][] {
    const body = archivedBy === undefined ? written : this.#texts.get(seq);
    const problems: AuditFinding['problem'][] = [
      ...(body === undefined || entryHash(previousHash, body) === hash ? [] : ['altered' as const]),
      ...(previousHash === this.#head ? [] : ['not-linked' as const]),
      ...(seq === this.#lastSeq + 1 && (body === undefined || seqInBody(body) === seq) ? [] : ['out-of-order' as const]),
      ...(archivedBy === undefined ? this.#tells({ seq, body: written }) : this.#isArchived({ seq, hash }, archivedBy)),
    ];
    this.#head = hash;
    this.#lastSeq = seq;
    this.#entries += 1;
    return problems;
  }

  /** Finishes the check. @returns for each missing confirmation, the first entry without text */
  end(): readonly { readonly seq: number; readonly problem: 'text-missing' }[] {
    return [...this.#archived.values()].map(({ first }) => ({ seq: first, problem: 'text-missing' }));
  }

  #isArchived(entry: { readonly seq: number; readonly hash: string }, by: number): readonly AuditFinding['problem'][] {
    // An entry can only describe earlier ones as archived.
    if (by <= entry.seq) return ['text-missing'];
    const group = this.#archived.get(by) ?? new RangeDigest();
    group.add(entry);
    this.#archived.set(by, group);
    return [];
  }

  /** Compares an entry's description of an archive with the archived entries that refer to it. */
  #tells({ seq, body }: { readonly seq: number; readonly body: string }): readonly AuditFinding['problem'][] {
    if (!body.includes(ARCHIVED_EVENT)) return [];
    const said = archivingSchema.safeParse(parse(body));
    const group = this.#archived.get(seq);
    if (!said.success) return [];
    this.#archived.delete(seq);
    this.#told.push(said.data.facts);
    return group !== undefined && isSameRange(group.end(), said.data.facts) ? [] : ['archive-differs'];
  }
}

/** Returns the export line of an entry. */
export function exportedEntry({ seq, body, previousHash, hash, archivedBy }: JournalEntry): string {
  return canonicalJson(archivedBy === undefined ? { seq, body, previousHash, hash } : { seq, archivedBy, previousHash, hash });
}

/** Returns the last line of the export. */
export function exportedHead(entries: number, head: string): string {
  return canonicalJson({ entries, head });
}

/**
 * Verifies an exported journal line by line, in constant memory.
 * @param texts texts of archived entries by number, if their archives are available
 * @returns all findings (none for a sound journal) and the number of entries
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  texts: ReadonlyMap<number, string> = new Map(),
): Promise<{
  readonly entries: number;
  readonly head: string;
  readonly archived: readonly Archiving[];
  readonly findings: readonly AuditFinding[];
}> {
  const findings: AuditFinding[] = [];
  const chain = new ChainCheck(texts);
  let line = 0;
  let headSeen = false;
  for await (const text of lines) {
    line += 1;
    const json = parse(text);
    const head = headLine.safeParse(json);
    if (head.success) {
      headSeen = true;
      if (head.data.entries !== chain.entries || head.data.head !== chain.head) {
        findings.push({ line, seq: null, problem: 'head-differs' });
      }
      continue;
    }
    const entry = entryOrArchived.safeParse(json);
    if (!entry.success || headSeen) {
      findings.push({ line, seq: null, problem: 'unreadable' });
      continue;
    }
    const read = 'archivedBy' in entry.data ? { ...entry.data, body: ARCHIVED_BODY } : entry.data;
    for (const problem of chain.follow(read)) findings.push({ line, seq: entry.data.seq, problem });
  }
  for (const { seq, problem } of chain.end()) findings.push({ line: seq, seq, problem });
  if (!headSeen) findings.push({ line: line + 1, seq: null, problem: 'no-head' });
  return { entries: chain.entries, head: chain.head, archived: chain.archived, findings };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function seqInBody(body: string): number | null {
  const parsed = z.object({ seq: z.int() }).safeParse(parse(body));
  return parsed.success ? parsed.data.seq : null;
}
