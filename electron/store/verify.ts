import * as z from 'zod';
import { canonicalJson, entryHash, FIRST_PREVIOUS_HASH } from './chain.js';
import type { JournalEntry } from './journal.js';

/**
 * An exported journal is text, one JSON object a line: an entry as `{"body","hash","previousHash","seq"}`, and as the
 * last line the head, `{"entries","head"}`: how many entries there are and the last one's hash.
 */
const entryLine = z.strictObject({ seq: z.int(), body: z.string(), previousHash: z.string(), hash: z.string() });
const headLine = z.strictObject({ entries: z.int(), head: z.string() });

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
   */
  readonly problem: 'unreadable' | 'altered' | 'not-linked' | 'out-of-order' | 'no-head' | 'head-differs';
}

/** Follows a journal's chain of hashes, entry by entry, from its first. */
export class ChainCheck {
  #entries = 0;
  #head = FIRST_PREVIOUS_HASH;
  #lastSeq = 0;

  /** How many entries were followed. */
  get entries(): number {
    return this.#entries;
  }

  /** The hash of the last one. */
  get head(): string {
    return this.#head;
  }

  /** Takes the next entry, and goes on from it whatever is wrong with it. @returns what is wrong */
  follow({ seq, body, previousHash, hash }: JournalEntry): readonly AuditFinding['problem'][] {
    const problems: AuditFinding['problem'][] = [
      ...(entryHash(previousHash, body) === hash ? [] : ['altered' as const]),
      ...(previousHash === this.#head ? [] : ['not-linked' as const]),
      ...(seq === this.#lastSeq + 1 && seqInBody(body) === seq ? [] : ['out-of-order' as const]),
    ];
    this.#head = hash;
    this.#lastSeq = seq;
    this.#entries += 1;
    return problems;
  }
}

/** One line of the export for an entry. */
export function exportedEntry({ seq, body, previousHash, hash }: JournalEntry): string {
  return canonicalJson({ seq, body, previousHash, hash });
}

/** The last line of the export. */
export function exportedHead(entries: number, head: string): string {
  return canonicalJson({ entries, head });
}

/**
 * Checks an exported journal line by line, in constant memory.
 *
 * @returns every finding, and how many entries were read; a sound journal has none
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
): Promise<{ readonly entries: number; readonly head: string; readonly findings: readonly AuditFinding[] }> {
  const findings: AuditFinding[] = [];
  const chain = new ChainCheck();
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
    const entry = entryLine.safeParse(json);
    if (!entry.success || headSeen) {
      findings.push({ line, seq: null, problem: 'unreadable' });
      continue;
    }
    for (const problem of chain.follow(entry.data)) findings.push({ line, seq: entry.data.seq, problem });
  }
  if (!headSeen) findings.push({ line: line + 1, seq: null, problem: 'no-head' });
  return { entries: chain.entries, head: chain.head, findings };
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
