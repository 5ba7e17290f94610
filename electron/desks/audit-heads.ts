import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isHeadFile, readSealedHead, type JournalPosition } from './head-file.js';

/** A statement in a head in the backup folder about a journal: the desk's own, or one that it saw. */
export interface HeadClaim {
  readonly position: JournalPosition;
  /** The desk that wrote the head. */
  readonly by: string;
}

/** A claim that contradicts an exported journal: the entry with that number differs or does not exist. */
export interface ContradictedClaim extends HeadClaim {
  readonly problem: 'missing' | 'differs';
}

const entrySchema = z.object({ seq: z.int(), hash: z.string() });

/** Returns the claims of all heads in a folder, and the files without a validly sealed head. @throws the system's error */
export async function claimsIn(folder: string): Promise<{ readonly claims: readonly HeadClaim[]; readonly unreadable: readonly string[] }> {
  const claims: HeadClaim[] = [];
  const unreadable: string[] = [];
  for (const name of (await readdir(folder)).filter(isHeadFile).sort()) {
    const sealed = readSealedHead(await readFile(join(folder, name), 'utf8'));
    if (sealed === null) unreadable.push(name);
    else for (const position of [sealed.head, ...sealed.head.seen]) claims.push({ position, by: sealed.head.station });
  }
  return { claims, unreadable };
}

/** Compares an exported journal with claims, line by line, in constant memory. @returns the claims that it contradicts */
export async function contradictedClaims(
  lines: AsyncIterable<string>,
  claims: readonly HeadClaim[],
): Promise<readonly ContradictedClaim[]> {
  const wanted = new Set(claims.map(({ position }) => position.entries));
  const hashes = new Map<number, string>();
  let journal: string | null = null;
  for await (const line of lines) {
    const entry = entrySchema.safeParse(parsed(line));
    if (!entry.success) continue;
    journal ??= entry.data.hash;
    if (wanted.has(entry.data.seq)) hashes.set(entry.data.seq, entry.data.hash);
  }
  return claims
    .filter(({ position }) => position.journal === journal && hashes.get(position.entries) !== position.head)
    .map((claim) => ({ ...claim, problem: hashes.has(claim.position.entries) ? 'differs' : 'missing' }));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
