import { readFile } from 'node:fs/promises';
import type * as z from 'zod';

/**
 * Reads a JSON file that the station wrote with `writeFileAtomically`.
 * @returns null if the file is missing, unreadable or does not fit the schema; so only for data that can be lost
 */
export async function readJsonFile<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}
