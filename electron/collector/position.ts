import * as z from 'zod';
import { instantSchema } from '../../shared/ids.js';
import { writeFileAtomically } from '../core/files.js';
import { readJsonFile } from '../core/json-file.js';
import { hashSchema } from '../store/chain.js';
const positionSchema = z.strictObject({
  version: z.literal(1),
  /** Hash of the journal's first entry. */
  chain: hashSchema,
  /** The last entry the collector has confirmed. */
  seq: z.int().positive(),
  hash: hashSchema,
  /** When it was confirmed. */
  at: instantSchema,
});

/** The position up to which the collector has confirmed the journal. */
export type Position = Omit<z.infer<typeof positionSchema>, 'version'>;

/** Reads the position; null if it is missing or unreadable. Then all entries are sent again, which the receiver can recognize. */
export async function readPosition(file: string): Promise<Position | null> {
  const kept = await readJsonFile(file, positionSchema);
  if (kept === null) return null;
  const { version: _, ...position } = kept;
  return position;
}

/** Stores the position atomically; it is on the disk when the promise resolves. @throws the system's error */
export async function writePosition(file: string, position: Position): Promise<void> {
  await writeFileAtomically(file, JSON.stringify({ version: 1, ...position }));
}
