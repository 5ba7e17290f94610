import { isAbsolute, resolve } from 'node:path';
import * as z from 'zod';
import { instantSchema } from '../../shared/ids.js';
import { idOrderSchema } from '../../shared/stock.js';

/** A whole path: the station that does what is asked may have been started in another folder. */
const fileSchema = z.string().min(1).max(4096).refine(isAbsolute, { message: 'is not a whole path' });

/** What a script can have a station do; nothing else is done for it. */
export const stationCommandSchema = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('import-stock'),
    file: fileSchema,
    /** Leaves out cards that are in the stock already; else they are a reason to import nothing. */
    skipKnown: z.boolean(),
    /** How ids that can be read two ways are to be read; null: as for an earlier list with this header, or not at all. */
    idOrder: idOrderSchema.nullable(),
  }),
  z.strictObject({ command: z.literal('import-prepared'), file: fileSchema }),
  z.strictObject({ command: z.literal('export-report'), file: fileSchema, from: instantSchema, to: instantSchema }),
  z.strictObject({ command: z.literal('export-journal'), file: fileSchema }),
  z.strictObject({ command: z.literal('archive-journal'), file: fileSchema }),
]);
export type StationCommand = z.output<typeof stationCommandSchema>;

const commandNames = ['import-stock', 'import-prepared', 'export-report', 'export-journal', 'archive-journal'] as const;
/** Switches that say more about one of the commands. */
const detailNames = { 'skip-known': 'import-stock', 'id-order': 'import-stock', day: 'export-report' } as const;

/** A command as it was given, and how its outcome is to be told. */
export interface RequestedCommand {
  readonly command: StationCommand;
  readonly isJson: boolean;
}

/** Whether a script asks, by a command or for JSON, however wrong the rest of its command line is. */
export function isForScript(args: readonly string[]): boolean {
  return [...commandNames, 'json'].some((name) => args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)));
}

/**
 * Reads a command of the command line, whose switches are allowed and stand there once each (`boot/switches.ts`).
 *
 * @param folder what a path that is not whole begins at
 * @param now for the day of a report that names none
 * @returns null where none is asked for; `problem`: why it cannot be done, in words
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
    if (valueOf(detail) !== null && name !== of) return { problem: `--${detail} says something about --${of}, which is not there.` };
  }
  if (name === undefined) return isJson ? { problem: '--json says how a command is answered, and there is none.' } : null;
  if (more.length > 0) return { problem: `One command at a time: ${named.map((one) => `--${one}`).join(', ')}.` };
  if (valueOf('training') !== null) return { problem: 'in training mode nothing is kept.' };
  const file = resolve(folder, valueOf(name) ?? '');
  switch (name) {
    case 'import-stock': {
      const idOrder = idOrderSchema.nullable().parse(valueOf('id-order'));
      return { command: { command: name, file, skipKnown: valueOf('skip-known') !== null, idOrder }, isJson };
    }
    case 'export-report': {
      const period = dayOf(valueOf('day'), now);
      return period === null
        ? { problem: '--day is not a day: write it like 2026-03-02.' }
        : { command: { command: name, file, ...period }, isJson };
    }
    case 'import-prepared':
    case 'export-journal':
    case 'archive-journal':
      return { command: { command: name, file }, isJson };
  }
}

/** A day of the calendar, from midnight to midnight as this computer's clock has it; null: there is no such day. */
function dayOf(text: string | null, now: Date): { readonly from: string; readonly to: string } | null {
  const [year = NaN, month = NaN, day = NaN] =
    text === null ? [now.getFullYear(), now.getMonth() + 1, now.getDate()] : text.split('-').map(Number);
  const from = new Date(year, month - 1, day);
  // A 31st of February would be a day of March.
  if (Number.isNaN(from.getTime()) || from.getMonth() !== month - 1 || from.getDate() !== day) return null;
  return { from: from.toISOString(), to: new Date(year, month - 1, day + 1).toISOString() };
}
