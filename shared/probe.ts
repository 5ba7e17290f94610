import * as z from 'zod';
import { emptySchema, type CallTable } from './call.js';

/** Call of the probe, merged into the contract. */
export const probeCalls = {
  /**
   * Probes the CM service with GET requests only and writes the answers, without personal data, to a file that the
   * administrator chooses.
   */
  'server/probe': {
    role: 'administrator',
    opensDialog: true,
    request: emptySchema,
    value: z.strictObject({
      /** Null: no file was chosen and nothing was asked. */
      saved: z
        .strictObject({
          file: z.string(),
          /** Number of lines of the file by verdict. */
          asDocumented: z.int().nonnegative(),
          different: z.int().nonnegative(),
          silent: z.int().nonnegative(),
          notSeen: z.int().nonnegative(),
        })
        .nullable(),
    }),
  },
} as const satisfies CallTable;
