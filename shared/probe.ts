import * as z from 'zod';
import { emptySchema, type CallTable } from './call.js';

/** The call of the probe: a part of the contract's table. */
export const probeCalls = {
  /** Looks at how the CM service answers, by GETs alone, and writes it without personal data to a file that the administrator chooses. */
  'server/probe': {
    role: 'administrator',
    opensDialog: true,
    request: emptySchema,
    value: z.strictObject({
      /** Null: no file was chosen, and nothing was asked. */
      saved: z
        .strictObject({
          file: z.string(),
          /** How many lines of the file say what of the server. */
          asDocumented: z.int().nonnegative(),
          different: z.int().nonnegative(),
          silent: z.int().nonnegative(),
          notSeen: z.int().nonnegative(),
        })
        .nullable(),
    }),
  },
} as const satisfies CallTable;
