import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isHeadFile, readSealedHead, type JournalPosition } from './head-file.js';

/** What a head in the folder of the backups says of a journal: the desk's own, or one that it saw. */
export interface HeadClaim {
  readonly position: JournalPosition;
  /** The desk whose head says so. */
  readonly by: string;
}

/** A claim that an exported journal does not agree with: its entry of that number is another one, or there is none. */
export interface ContradictedClaim extends HeadClaim {
  readonly problem: 'missing' | 'differs';
}

const entrySchema = z.object({ seq: z.int(), hash: z.string() });

/** Reads what the heads in a folder say, and which files hold no head whose seal fits. @throws the system's error */
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

/** Holds an exported journal to what heads say of it, line by line, in constant memory. @returns every claim it does not agree with */
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
