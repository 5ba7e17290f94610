import * as z from 'zod';
import { writeFileAtomically } from '../core/files.js';
import { readJsonFile } from '../core/json-file.js';

/** Number of mappings to keep. The least recently used are removed first. */
const MOST_KEPT = 200;

const fileSchema = z.record(z.string(), z.unknown());

/**
 * The operator's choice of columns for each header, reused for the next file with the same header; one file for each kind of
 * import. An unreadable file counts as empty.
 */
export class ColumnMappings<Mapping> {
  readonly #file: string;
  readonly #schema: z.ZodType<Mapping>;
  #writing: Promise<void> = Promise.resolve();

  /** @param file path of the JSON file */
  constructor(file: string, schema: z.ZodType<Mapping>) {
    this.#file = file;
    this.#schema = schema;
  }

  /** Returns the mapping for a header. @param signature of the header, see `headerSignature` */
  async find(signature: string): Promise<Mapping | null> {
    await this.#writing.catch(() => undefined);
    const mapping = this.#schema.safeParse((await this.#all())[signature]);
    return mapping.success ? mapping.data : null;
  }

  /** Saves a mapping. @throws the system's error if it cannot be written */
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
