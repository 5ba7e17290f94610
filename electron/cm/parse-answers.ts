import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { CmError } from '../../shared/errors.js';
import { ok, type Result } from '../../shared/result.js';
import type { Answer } from './exchange.js';

/** An element of a list that could not be read, and why. */
export interface Rejected {
  readonly index: number;
  readonly detail: string;
}

/** How many elements are read before other work of the process gets a turn. */
const BATCH = 500;

/** "One or more objects" (get request page): an array, one object, or nothing. */
function elementsOf(json: unknown): readonly unknown[] | null {
  if (json === undefined || json === null) return [];
  const list = z.array(z.unknown()).safeParse(json);
  if (list.success) return list.data;
  return typeof json === 'object' ? [json] : null;
}

/**
 * Reads every element of a list on its own, so that a broken one does not hide the others.
 *
 * @param idOf what tells the elements apart; one that comes again is rejected
 * @returns null when the JSON is neither a list nor an object
 */
export async function parseEach<T>(
  schema: z.ZodType<T>,
  json: unknown,
  idOf: (value: T) => string,
): Promise<{ readonly values: T[]; readonly rejected: Rejected[] } | null> {
  const elements = elementsOf(json);
  if (elements === null) return null;
  const values = new Map<string, T>();
  const rejected: Rejected[] = [];
  for (const [index, element] of elements.entries()) {
    if (index % BATCH === BATCH - 1) await nextTurn();
    const parsed = schema.safeParse(element);
    if (!parsed.success) rejected.push({ index, detail: z.prettifyError(parsed.error) });
    else if (values.has(idOf(parsed.data))) rejected.push({ index, detail: `${idOf(parsed.data)} came before` });
    else values.set(idOf(parsed.data), parsed.data);
  }
  return { values: [...values.values()], rejected };
}

/**
 * Reads the one object that was asked for. An empty answer means that there is none; an answer about another
 * object is a bad one.
 */
export function parseOne<T>(schema: z.ZodType<T>, answer: Answer, isAsked: (value: T) => boolean): Result<T, CmError> {
  const elements = elementsOf(answer.json);
  if (elements === null || elements.length > 1) return answer.bad('The answer is not one object');
  if (elements.length === 0) return answer.none();
  const parsed = schema.safeParse(elements[0]);
  if (!parsed.success) return answer.bad(z.prettifyError(parsed.error));
  return isAsked(parsed.data) ? ok(parsed.data) : answer.bad('The answer is about another object than was asked for');
}
