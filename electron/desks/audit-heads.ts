import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isHeadFile, readSealedHead, type Standing } from './head-file.js';

/** What a head in the folder of the backups says of a journal: the desk's own, or one that it saw. */
export interface Claim {
  readonly standing: Standing;
  /** The desk whose head says so. */
  readonly by: string;
}

/** A claim that an exported journal does not agree with: its entry of that number is another one, or there is none. */
export interface ContradictedClaim extends Claim {
  readonly problem: 'missing' | 'differs';
}

const entrySchema = z.object({ seq: z.int(), hash: z.string() });

/** Reads what the heads in a folder say, and which files hold no head whose seal fits. @throws the system's error */
export async function claimsIn(folder: string): Promise<{ readonly claims: readonly Claim[]; readonly unreadable: readonly string[] }> {
  const claims: Claim[] = [];
  const unreadable: string[] = [];
  for (const name of (await readdir(folder)).filter(isHeadFile).sort()) {
    const sealed = readSealedHead(await readFile(join(folder, name), 'utf8'));
    if (sealed === null) unreadable.push(name);
    else for (const standing of [sealed.head, ...sealed.head.seen]) claims.push({ standing, by: sealed.head.station });
  }
  return { claims, unreadable };
}

/** Holds an exported journal to what heads say of it, line by line, in constant memory. @returns every claim it does not agree with */
export async function contradictedClaims(lines: AsyncIterable<string>, claims: readonly Claim[]): Promise<readonly ContradictedClaim[]> {
  const wanted = new Set(claims.map(({ standing }) => standing.entries));
  const hashes = new Map<number, string>();
  let journal: string | null = null;
  for await (const line of lines) {
    const entry = entrySchema.safeParse(parsed(line));
    if (!entry.success) continue;
    journal ??= entry.data.hash;
    if (wanted.has(entry.data.seq)) hashes.set(entry.data.seq, entry.data.hash);
  }
  return claims
    .filter(({ standing }) => standing.journal === journal && hashes.get(standing.entries) !== standing.head)
    .map((claim) => ({ ...claim, problem: hashes.has(claim.standing.entries) ? 'differs' : 'missing' }));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
