import { isAbsolute, resolve } from 'node:path';
import * as z from 'zod';
import { instantSchema } from '../../shared/ids.js';
import { idOrderSchema } from '../../shared/stock.js';

/** An absolute path, because the station that runs the command may have another working directory. */
const fileSchema = z.string().min(1).max(4096).refine(isAbsolute, { message: 'is not a whole path' });

/** The commands that a script can give to a station. */
export const stationCommandSchema = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('import-stock'),
    file: fileSchema,
    /** Skips cards that are in the stock already; otherwise they cause the import to be refused. */
    skipKnown: z.boolean(),
    /** How to read ids with two possible readings; null for the choice made for an earlier list with this header, if any. */
    idOrder: idOrderSchema.nullable(),
  }),
  z.strictObject({ command: z.literal('import-prepared'), file: fileSchema }),
  z.strictObject({ command: z.literal('export-report'), file: fileSchema, from: instantSchema, to: instantSchema }),
  z.strictObject({ command: z.literal('export-journal'), file: fileSchema }),
  z.strictObject({ command: z.literal('archive-journal'), file: fileSchema }),
]);
export type StationCommand = z.output<typeof stationCommandSchema>;

const commandNames = ['import-stock', 'import-prepared', 'export-report', 'export-journal', 'archive-journal'] as const;
/** Switches that belong to one of the commands. */
const detailNames = { 'skip-known': 'import-stock', 'id-order': 'import-stock', day: 'export-report' } as const;

/** A command, and the format of its result. */
export interface RequestedCommand {
  readonly command: StationCommand;
  readonly isJson: boolean;
}

/** Returns whether a script runs the program: by a command or `--json`, even if the rest of the command line is invalid. */
export function isForScript(args: readonly string[]): boolean {
  return [...commandNames, 'json'].some((name) => args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)));
}

/**
 * Parses a command from the command line, whose switches are allowed and occur once (`boot/switches.ts`).
 * @param folder base of relative paths
 * @param now for the day of a report without a date
 * @returns null if there is no command; `problem` if it is invalid
 */
export function commandOf(args: readonly string[], folder: string, now: Date): RequestedCommand | { readonly problem: string } | null {
  const valueOf = (name: string): string | null => {
    const arg = args.find((one) => one === `--${name}` || one.startsWith(`--${name}=`));
    return arg === undefined ? null : arg.slice(`--${name}=`.length);
  };
  const named = commandNames.filter((name) => valueOf(name) !== null);
  const isJson = valueOf('json') !== null;
  const [name, ...more] = named;
  for (const [detail, of] of Object.entries(detailNames)) {
    if (valueOf(detail) !== null && name !== of) return { problem: `--${detail} can be used only with --${of}.` };
  }
  if (name === undefined) return isJson ? { problem: '--json can be used only with a command.' } : null;
  if (more.length > 0) return { problem: `only one command at a time is allowed: ${named.map((one) => `--${one}`).join(', ')}.` };
  if (valueOf('training') !== null) return { problem: 'training mode saves nothing.' };
  const file = resolve(folder, valueOf(name) ?? '');
  switch (name) {
    case 'import-stock': {
      const idOrder = idOrderSchema.nullable().parse(valueOf('id-order'));
      return { command: { command: name, file, skipKnown: valueOf('skip-known') !== null, idOrder }, isJson };
    }
    case 'export-report': {
      const period = dayOf(valueOf('day'), now);
      return period === null
        ? { problem: '--day is not a valid date. Enter it as 2026-03-02.' }
        : { command: { command: name, file, ...period }, isJson };
    }
    case 'import-prepared':
    case 'export-journal':
    case 'archive-journal':
      return { command: { command: name, file }, isJson };
  }
}

/** Returns the period of a calendar day in the computer's time zone; null if there is no such day. */
function dayOf(text: string | null, now: Date): { readonly from: string; readonly to: string } | null {
  const [year = NaN, month = NaN, day = NaN] =
    text === null ? [now.getFullYear(), now.getMonth() + 1, now.getDate()] : text.split('-').map(Number);
  const from = new Date(year, month - 1, day);
  // 31 February would become a day in March.
  if (Number.isNaN(from.getTime()) || from.getMonth() !== month - 1 || from.getDate() !== day) return null;
  return { from: from.toISOString(), to: new Date(year, month - 1, day + 1).toISOString() };
}
