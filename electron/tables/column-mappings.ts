import * as z from 'zod';
import { writeFileAtomically } from '../core/files.js';
import { readJsonFile } from '../core/json-file.js';

/** So many are kept; the ones used longest ago go first. */
const MOST_KEPT = 200;

const fileSchema = z.record(z.string(), z.unknown());

/**
 * What the operator chose for a file's header, kept for the next file with the same header: one file a kind of import.
 * A choice is never worth an error: what cannot be read counts as not kept.
 */
export class ColumnMappings<Mapping> {
  readonly #file: string;
  readonly #schema: z.ZodType<Mapping>;
  #writing: Promise<void> = Promise.resolve();

  /** @param file where they are kept, JSON */
  constructor(file: string, schema: z.ZodType<Mapping>) {
    this.#file = file;
    this.#schema = schema;
  }

  /** @param signature of the header, see `headerSignature` */
  async find(signature: string): Promise<Mapping | null> {
    await this.#writing.catch(() => undefined);
    const mapping = this.#schema.safeParse((await this.#all())[signature]);
    return mapping.success ? mapping.data : null;
  }

  /** @throws the system's error when it cannot be written */
  save(signature: string, mapping: Mapping): Promise<void> {
    this.#writing = this.#writing
      .catch(() => undefined)
      .then(async () => {
        const others = Object.entries(await this.#all()).filter(([one]) => one !== signature);
        const kept = Object.fromEntries([...others, [signature, mapping] as const].slice(-MOST_KEPT));
        await writeFileAtomically(this.#file, JSON.stringify(kept, null, 2));
      });
    return this.#writing;
  }

  async #all(): Promise<Readonly<Record<string, unknown>>> {
    return (await readJsonFile(this.#file, fileSchema)) ?? {};
  }
}
