import * as z from 'zod';
import { ARCHIVED_BODY, ARCHIVED_EVENT, archivedRangeSchema, isSameRange, RangeDigest } from './archive-digest.js';
import { canonicalJson, entryHash, FIRST_PREVIOUS_HASH } from './chain.js';
import type { JournalEntry } from './journal.js';

/**
 * An exported journal is text, one JSON object a line: an entry as `{"body","hash","previousHash","seq"}`, and as the
 * last line the head, `{"entries","head"}`: how many entries there are and the last one's hash. An entry whose text is in an archive
 * is `{"archivedBy","hash","previousHash","seq"}`: it names the entry that says which archive.
 */
const entryLine = z.strictObject({ seq: z.int(), body: z.string(), previousHash: z.string(), hash: z.string() });
const archivedLine = z.strictObject({ seq: z.int(), archivedBy: z.int(), previousHash: z.string(), hash: z.string() });
const headLine = z.strictObject({ entries: z.int(), head: z.string() });

const entryOrArchived = z.union([entryLine, archivedLine]);

/** Something that is wrong with an exported journal, at a line (from 1) of it. */
export interface AuditFinding {
  readonly line: number;
  /** The entry's number, where the line can be read. */
  readonly seq: number | null;
  /**
   * - `unreadable`: the line is no entry and no head.
   * - `altered`: the entry's hash does not fit its text.
   * - `not-linked`: the entry does not commit to the one before it: one was removed, inserted, moved or altered.
   * - `out-of-order`: the entry's number does not follow, or its text carries another number.
   * - `no-head`: the file does not end with its head: its end is missing.
   * - `head-differs`: the head names another number of entries or another last hash.
   * - `text-missing`: the entry's text is not there, and no entry says that it was archived: it was cut out by hand.
   * - `archive-differs`: the entry says which entries were archived, and others lack their text.
   */
  readonly problem:
    'unreadable' | 'altered' | 'not-linked' | 'out-of-order' | 'no-head' | 'head-differs' | 'text-missing' | 'archive-differs';
}

/** As much of an entry as says which entries were archived. */
const archivingSchema = z.object({ event: z.literal(ARCHIVED_EVENT), facts: archivedRangeSchema.extend({ file: z.string() }) });
type Archiving = z.infer<typeof archivingSchema>['facts'];

/**
 * Follows a journal's chain of hashes, entry by entry, from its first. An archived entry is known by its number and hash; that just
 * these were archived is said by a later entry, which is in the chain itself.
 */
export class ChainCheck {
  /** Archived entries that no entry has told of yet, by the entry that is to. */
  readonly #archived = new Map<number, RangeDigest>();
  readonly #texts: ReadonlyMap<number, string>;
  readonly #told: Archiving[] = [];
  #entries = 0;
  #head = FIRST_PREVIOUS_HASH;
  #lastSeq = 0;

  /** @param texts texts of archived entries, by number, where their archives are at hand */
  constructor(texts: ReadonlyMap<number, string> = new Map()) {
    this.#texts = texts;
  }

  /** What the entries say of archives. */
  get archived(): readonly Archiving[] {
    return this.#told;
  }

  /** How many entries were followed. */
  get entries(): number {
    return this.#entries;
  }

  /** The hash of the last one. */
  get head(): string {
    return this.#head;
  }

  /** Takes the next entry, and goes on from it whatever is wrong with it. @returns what is wrong */
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

  /** Ends at the last entry. @returns the first of the entries whose text is missing, for each entry that does not tell of them */
  end(): readonly { readonly seq: number; readonly problem: 'text-missing' }[] {
    return [...this.#archived.values()].map(({ first }) => ({ seq: first, problem: 'text-missing' }));
  }

  #isArchived(entry: { readonly seq: number; readonly hash: string }, by: number): readonly AuditFinding['problem'][] {
    // An entry tells of earlier ones alone.
    if (by <= entry.seq) return ['text-missing'];
    const group = this.#archived.get(by) ?? new RangeDigest();
    group.add(entry);
    this.#archived.set(by, group);
    return [];
  }

  /** Holds what an entry says of archived entries to those that name it. */
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

/** One line of the export for an entry. */
export function exportedEntry({ seq, body, previousHash, hash, archivedBy }: JournalEntry): string {
  return canonicalJson(archivedBy === undefined ? { seq, body, previousHash, hash } : { seq, archivedBy, previousHash, hash });
}

/** The last line of the export. */
export function exportedHead(entries: number, head: string): string {
  return canonicalJson({ entries, head });
}

/**
 * Checks an exported journal line by line, in constant memory.
 *
 * @param texts texts of archived entries, by number, where their archives are at hand
 * @returns every finding, and how many entries were read; a sound journal has none
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
