import * as z from 'zod';
import { instantSchema } from '../../shared/ids.js';
import { writeFileAtomically } from '../core/files.js';
import { readJsonFile } from '../core/json-file.js';
import { hashSchema } from '../store/chain.js';
import type { SeenHead } from './compare-heads.js';
import { publicKeySchema } from './head-file.js';

const seenSchema = z.strictObject({
  station: z.string().min(1).max(255),
  journal: hashSchema,
  entries: z.int().positive(),
  head: hashSchema,
  key: publicKeySchema,
  /** When it was last journaled. */
  notedAt: instantSchema,
});
const fileSchema = z.strictObject({ version: z.literal(1), seen: z.array(seenSchema) });

/** The last seen head of another desk, and when it was journaled. */
export type StoredSeenHead = SeenHead & z.infer<typeof seenSchema>;

/** Reads the stored heads. If there are none or they cannot be read, every desk counts as new. */
export async function readSeenHeads(file: string): Promise<readonly StoredSeenHead[]> {
  return (await readJsonFile(file, fileSchema))?.seen ?? [];
}

/** Stores the heads atomically. @throws the system's error */
export async function writeSeenHeads(file: string, seen: readonly StoredSeenHead[]): Promise<void> {
  await writeFileAtomically(file, JSON.stringify({ version: 1, seen }));
}
