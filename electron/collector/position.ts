import * as z from 'zod';
import { instantSchema } from '../../shared/ids.js';
import { writeFileAtomically } from '../core/files.js';
import { readJsonFile } from '../core/json-file.js';
import { hashSchema } from '../store/chain.js';
const positionSchema = z.strictObject({
  version: z.literal(1),
  /** The hash of the journal's first entry. */
  chain: hashSchema,
  /** The last entry the collector has certainly taken. */
  seq: z.int().positive(),
  hash: hashSchema,
  /** When it had taken it. */
  at: instantSchema,
});

/** How far the collector has taken the journal. */
export type Position = Omit<z.infer<typeof positionSchema>, 'version'>;

/** Reads the position; null where there is none or it cannot be read: everything is sent again then, which the receiver can tell. */
export async function readPosition(file: string): Promise<Position | null> {
  const kept = await readJsonFile(file, positionSchema);
  if (kept === null) return null;
  const { version: _, ...position } = kept;
  return position;
}

/** Keeps the position; it is on the disk when this resolves. @throws the system's error */
export async function writePosition(file: string, position: Position): Promise<void> {
  await writeFileAtomically(file, JSON.stringify({ version: 1, ...position }));
}
