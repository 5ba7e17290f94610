import * as z from 'zod';
import { isSameRange, RangeDigest, type ArchivedRange } from './archive-digest.js';
import { archiveFactsSchema, type ArchiveFacts } from './archive-file.js';
import { canonicalJson, entryHash } from './chain.js';
import type { JournalEntry } from './journal.js';

/**
 * The text of an archive has one JSON object on each line: its entries in order, in the form of an exported journal, then
 * `{"archive":…}`, its description.
 */
const entryLine = z.strictObject({ seq: z.int(), body: z.string(), previousHash: z.string(), hash: z.string() });
const lastLine = z.strictObject({ archive: archiveFactsSchema });
const bindingSchema = z.object({ binding: z.object({ bindingId: z.string() }).optional() });

/** An error in an archive's text, by line (from 1). The names are those of an exported journal's findings. */
export interface ArchiveFinding {
  readonly line: number;
  readonly seq: number | null;
  readonly problem: 'unreadable' | 'altered' | 'not-linked' | 'out-of-order' | 'no-head' | 'head-differs';
}

export interface OpenedArchive {
  /** Null if the last line is missing. */
  readonly facts: ArchiveFacts | null;
  readonly range: ArchivedRange;
  readonly entries: readonly JournalEntry[];
  readonly findings: readonly ArchiveFinding[];
}

/** Returns the text of an archive. */
export function archiveText(entries: readonly JournalEntry[], facts: ArchiveFacts): string {
  const lines = entries.map(({ seq, body, previousHash, hash }) => canonicalJson({ seq, body, previousHash, hash }));
  return `${[...lines, canonicalJson({ archive: facts })].join('\n')}\n`;
}

/** Parses and verifies the text of an archive: every hash, the links between neighbors, and completeness. */
export function readArchiveText(text: string): OpenedArchive {
  const findings: ArchiveFinding[] = [];
  const entries: JournalEntry[] = [];
  const range = new RangeDigest();
  let facts: ArchiveFacts | null = null;
  const lines = text.split('\n').filter((line) => line !== '');
  for (const [index, line] of lines.entries()) {
    const find = (problem: ArchiveFinding['problem'], seq: number | null = null): void => {
      findings.push({ line: index + 1, seq, problem });
    };
    const json = parsed(line);
    const last = lastLine.safeParse(json);
    if (last.success && facts === null) {
      facts = last.data.archive;
      continue;
    }
    const entry = entryLine.safeParse(json);
    if (!entry.success || facts !== null) {
      find('unreadable');
      continue;
    }
    const { seq, body, previousHash, hash } = entry.data;
    const before = entries.at(-1);
    if (entryHash(previousHash, body) !== hash) find('altered', seq);
    if (before !== undefined && before.seq >= seq) find('out-of-order', seq);
    if (before?.seq === seq - 1 && before.hash !== previousHash) find('not-linked', seq);
    range.add(entry.data);
    entries.push(entry.data);
  }
  const found = range.end();
  if (facts === null) findings.push({ line: lines.length + 1, seq: null, problem: 'no-head' });
  else if (!isSameRange(found, facts)) findings.push({ line: lines.length, seq: null, problem: 'head-differs' });
  return { facts, range: found, entries, findings };
}

/** Returns the binding an entry is about; null if there is none. */
export function bindingIdOf({ body }: JournalEntry): string | null {
  return bindingSchema.parse(parsed(body)).binding?.bindingId ?? null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
