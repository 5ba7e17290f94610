import { readFile } from 'node:fs/promises';
import type * as z from 'zod';

/**
 * Reads what the station keeps in a JSON file of its own, written by `writeFileAtomically`.
 *
 * @returns null where there is none, and where it cannot be read or is of another form: for what can be made anew or done without
 */
export async function readJsonFile<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}
