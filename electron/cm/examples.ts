import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** The example exchanges of the CM REST API pages, for tests of the client and the training service. */
const examplesSchema = z.array(
  z.object({
    page: z.string(),
    method: z.enum(['GET', 'POST', 'PUT']),
    path: z.string(),
    body: z.unknown().optional(),
    status: z.int().optional(),
    answer: z.unknown().optional(),
  }),
);
export type Example = z.infer<typeof examplesSchema>[number];

const file = fileURLToPath(new URL('examples.json', import.meta.url));
export const examples: readonly Example[] = examplesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

/** Returns the example of a method whose path and query end with the text. @throws Error unless exactly one matches */
export function example(method: Example['method'], pathEnd: string): Example {
  const found = examples.filter((one) => one.method === method && one.path.endsWith(pathEnd));
  const [only] = found;
  if (found.length !== 1 || only === undefined) throw new Error(`${String(found.length)} examples of ${method} ${pathEnd}`);
  return only;
}
