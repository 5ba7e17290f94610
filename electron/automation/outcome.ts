import * as z from 'zod';
import type { ArchiveProblem } from '../../shared/archive.js';
import type { StationError } from '../../shared/errors.js';
import type { StationCommand } from './command.js';

const problemSchema = z.object({
  /** Line of the file, from 1; 0 for the whole file. */
  line: z.int().nonnegative(),
  column: z.string().nullable(),
  code: z.string(),
  value: z.string(),
});

/** The outcome of a command. Unless it is `done` or `unknown`, nothing was changed. */
export const outcomeSchema = z.discriminatedUnion('outcome', [
  /** Key figures of the result. */
  z.strictObject({ outcome: z.literal('done'), facts: z.record(z.string(), z.union([z.string(), z.number()])) }),
  /** The file is invalid: the first problems by line. */
  z.strictObject({ outcome: z.literal('refused'), problems: z.array(problemSchema) }),
  /** The command failed or is not allowed. `code` is an error of the station or an own code. */
  z.strictObject({ outcome: z.literal('failed'), code: z.string(), detail: z.string() }),
  /** It was started, and its result is unknown. */
  z.strictObject({ outcome: z.literal('unknown'), detail: z.string() }),
]);
export type CommandOutcome = z.output<typeof outcomeSchema>;

/** Reasons of a failure, beside the station's errors. */
type OwnCode =
  | `archive-${ArchiveProblem}`
  | 'in-training'
  | 'list-open'
  | 'id-order-needed'
  | 'cancelled'
  | 'cannot-open'
  | 'station-silent'
  | 'hand-over';

/** Returns the outcome of a command that failed. */
export function failedOutcome(code: OwnCode | StationError['code'], detail = ''): CommandOutcome {
  return { outcome: 'failed', code, detail: detail.slice(0, 2000) };
}

/** Returns the outcome of a command that may or may not have taken effect. */
export function unknownOutcome(detail: string): CommandOutcome {
  return { outcome: 'unknown', detail: detail.slice(0, 2000) };
}

/** Exit codes: 0 done; 1 not done, nothing was changed; 2 unknown. */
export type ExitCode = 0 | 1 | 2;

/** A formatted outcome: text or one line of JSON, the output stream, and the exit code. */
export interface FormattedOutcome {
  readonly output: 1 | 2;
  readonly text: string;
  readonly code: ExitCode;
}

/** Formats an outcome as text or JSON. JSON always goes to standard output. */
export function formatOutcome(command: StationCommand, outcome: CommandOutcome, isJson: boolean): FormattedOutcome {
  const code: ExitCode = outcome.outcome === 'done' ? 0 : outcome.outcome === 'unknown' ? 2 : 1;
  if (isJson) return { output: 1, text: `${JSON.stringify({ command: command.command, file: command.file, ...outcome })}\n`, code };
  return { output: code === 0 ? 1 : 2, text: wordsOf(command, outcome), code };
}

function wordsOf({ command, file }: StationCommand, outcome: CommandOutcome): string {
  switch (outcome.outcome) {
    case 'done':
      return `${doneWords(command, file, outcome.facts)}\n`;
    case 'refused': {
      const lines = outcome.problems.map(
        ({ line, column, code, value }) =>
          `  ${line === 0 ? 'file' : `line ${String(line)}`}${column === null ? '' : `, ${column}`}: ${code}${value === '' ? '' : ` (${value})`}`,
      );
      return `Nothing was imported. ${file} contains errors:\n${lines.join('\n')}\n`;
    }
    case 'failed':
      return `${nothingDone[command]}: ${failureWords(outcome)}\n`;
    case 'unknown':
      return `The command was started, but its result is unknown: ${outcome.detail}. Check the station’s screen.\n`;
  }
}

function doneWords(command: StationCommand['command'], file: string, facts: Readonly<Record<string, string | number>>): string {
  const of = (name: string): string => String(facts[name] ?? '');
  switch (command) {
    case 'import-stock':
      return `${of('cards')} cards imported from ${file}; ${of('skipped')} skipped because they are already in the card stock`;
    case 'import-prepared':
      return `${of('lines')} lines imported from ${file}`;
    case 'export-report':
      return `Report saved to ${file}`;
    case 'archive-journal':
      return archivedWords(of);
    case 'export-journal':
      return `${of('entries')} entries saved to ${file}, head ${of('head')}`;
  }
}

/** Texts before the reason of a failure. */
const nothingDone: Readonly<Record<StationCommand['command'], string>> = {
  'import-stock': 'Nothing was done',
  'import-prepared': 'Nothing was done',
  'export-report': 'Nothing was done',
  'export-journal': 'The journal was not exported',
  'archive-journal': 'Nothing was archived',
};

function archivedWords(of: (name: string) => string): string {
  const held =
    of('held') === '0'
      ? ''
      : `\n${of('held')} bindings are old enough but stay in the journal, because they are not finished, belong to a recent run, or have not reached a backup, the collector, or the card stock yet`;
  const swept =
    of('swept') === 'yes'
      ? ''
      : '\nThe journal’s files could not be rewritten yet and may still contain archived data. The station tries again at its next start';
  if (of('entries') === '0') return `Nothing in the journal is old enough to be archived. No file was created${held}${swept}`;
  const begun = of('resumed') === 'yes' ? 'Completed an interrupted archive: ' : '';
  const more = of('more') === 'yes' ? '\nMore bindings can be archived. Run the command again with another file' : '';
  return (
    `${begun}${of('bindings')} bindings with ${of('entries')} entries moved from the journal to ${of('file')}, SHA-256 ${of('sha256')}\n` +
    `Keep this file. It is the only record of whom these cards were bound to${more}${held}${swept}`
  );
}

/** Texts for errors that a script's author can fix. For others, code and detail are printed. */
const words: Readonly<Record<string, string>> = {
  'in-training': 'training mode saves nothing.',
  'list-open': 'a list is being imported at the open station. Try again later.',
  'id-order-needed': 'the card IDs can be read in two ways. Add --id-order=windows-guid or --id-order=raw.',
  cancelled: 'another import was started at the open station.',
  'station-silent': 'the open station does not respond. Close it, or try again.',
  'not-allowed': 'the current role does not allow it. (The directory was not asked.)',
  'in-kiosk': 'the desk is locked.',
};

function failureWords({ code, detail }: Extract<CommandOutcome, { outcome: 'failed' }>): string {
  return words[code] ?? (detail === '' ? code : detail);
}
