import * as z from 'zod';
import { archivedSchema } from '../../shared/archive.js';
import type { CallName } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import { exportedSchema } from '../../shared/history.js';
import { preparedImportSchema } from '../../shared/prepared.js';
import { reportCalls } from '../../shared/report.js';
import { resultSchema } from '../../shared/result.js';
import { stockImportedSchema, stockOpenedSchema, type StockListFile, type StockMapping } from '../../shared/stock.js';
import { answerCall, type AnswerCallDeps } from '../core/answer-call.js';
import type { Journal } from '../store/journal.js';
import type { StationCommand } from './command.js';
import { withCommandFile } from './command-file.js';
import { failedOutcome, unknownOutcome, type CommandOutcome } from './outcome.js';

export interface DoCommandDeps {
  /** Handlers and rules for calls, which enforce role and locked desk. */
  readonly answerCallDeps: AnswerCallDeps;
  readonly journal: Pick<Journal, 'note'>;
  readonly isTraining: boolean;
  /** The card list that is open for import: only one at a time, the operator's or a command's. */
  readonly stockList: { isOpen(): boolean; close(list: number): void };
}

/** A call returned an error. */
class CallFailed extends Error {
  override readonly name = 'CallFailed';
  constructor(readonly error: StationError) {
    super(error.code);
  }
}

const answerSchema = resultSchema(z.unknown());

/** Makes a call as the page would. @throws CallFailed */
type MakeCall = <S extends z.ZodType>(name: CallName, request: object, value: S) => Promise<z.output<S>>;

/**
 * Runs a command by the calls that the screen makes, with the command's file and the same checks of role and locked desk. First
 * records the command in the journal. Never throws.
 */
export async function doCommand(command: StationCommand, deps: DoCommandDeps): Promise<CommandOutcome> {
  if (deps.isTraining) return failedOutcome('in-training');
  const make: MakeCall = async (name, request, value) => {
    const answer = answerSchema.parse(await withCommandFile(command.file, () => answerCall(deps.answerCallDeps, name, request)));
    if (!answer.ok) throw new CallFailed(answer.error);
    return value.parse(answer.value);
  };
  try {
    await deps.journal.note('command-asked', { command: command.command, file: command.file });
  } catch (error) {
    return failedOutcome('journal-failed', error instanceof Error ? error.message : String(error));
  }
  try {
    return await execute(make, command, deps);
  } catch (error) {
    const detail =
      error instanceof CallFailed && 'detail' in error.error ? error.error.detail : error instanceof Error ? error.message : String(error);
    // After an internal error or a failure of the stock, the command may have taken effect.
    if (!(error instanceof CallFailed) || ['internal', 'stock-unusable'].includes(error.error.code)) return unknownOutcome(detail);
    if (error.error.code === 'archive-failed') return failedOutcome(`archive-${error.error.problem}`, detail);
    return failedOutcome(error.error.code, error.message === detail ? '' : detail);
  }
}

/** Returns a function that runs commands one after the other. It never rejects. */
export function commandQueue(deps: DoCommandDeps): (command: StationCommand) => Promise<CommandOutcome> {
  let before: Promise<unknown> = Promise.resolve();
  return (command) => {
    const outcome = before.then(() => doCommand(command, deps));
    before = outcome;
    return outcome;
  };
}

async function execute(make: MakeCall, command: StationCommand, { stockList }: DoCommandDeps): Promise<CommandOutcome> {
  switch (command.command) {
    case 'import-stock':
      if (stockList.isOpen()) return failedOutcome('list-open');
      return importedStock(make, command, stockList);
    case 'import-prepared': {
      const taken = await make('prepared/import', noDialog, preparedImportSchema);
      if (taken === null) return failedOutcome('cancelled');
      return taken.outcome === 'refused' ? { outcome: 'refused', problems: taken.problems } : done({ lines: taken.total });
    }
    case 'export-report': {
      await make('report/saveCsv', { from: command.from, to: command.to }, reportCalls['report/saveCsv'].value);
      return done({ from: command.from, to: command.to });
    }
    case 'archive-journal': {
      const archived = await make('journal/archive', {}, archivedSchema.nullable());
      if (archived === null) return failedOutcome('cancelled');
      const { resumed, more, swept, ...facts } = archived;
      return done({ ...facts, resumed: yesOrNo(resumed), more: yesOrNo(more), swept: yesOrNo(swept) });
    }
    case 'export-journal': {
      const exported = await make('history/export', {}, exportedSchema);
      return exported === null ? failedOutcome('cancelled') : done({ entries: exported.entries, head: exported.head });
    }
  }
}

type ImportStock = Extract<StationCommand, { command: 'import-stock' }>;

async function importedStock(make: MakeCall, command: ImportStock, stockList: DoCommandDeps['stockList']): Promise<CommandOutcome> {
  const opened = await make('stock/openList', noDialog, stockOpenedSchema);
  if (opened.outcome === 'none') return failedOutcome('cancelled');
  if (opened.outcome === 'refused') return { outcome: 'refused', problems: [opened.problem] };
  try {
    return await importedList(make, command, opened.file);
  } finally {
    stockList.close(opened.file.list);
  }
}

/** Imports the list that this command opened, not one that the operator may have opened since. */
async function importedList(make: MakeCall, command: ImportStock, { list, mapping: guessed }: StockListFile): Promise<CommandOutcome> {
  const { columns, idOrder } = guessed;
  const mapping: StockMapping = { columns, idOrder: command.idOrder ?? idOrder };
  const imported = await make('stock/importList', { list, mapping, skipKnown: command.skipKnown }, stockImportedSchema);
  if (imported.outcome === 'cancelled') return failedOutcome('cancelled');
  if (imported.outcome === 'imported') return done({ cards: imported.cards, skipped: imported.skipped });
  const { preview } = imported;
  const problems = command.skipKnown ? preview.problems.filter(({ code }) => code !== 'already-there') : preview.problems;
  if (preview.wrong > 0) return { outcome: 'refused', problems };
  if (preview.ambiguous !== null && mapping.idOrder === null) return failedOutcome('id-order-needed');
  // All cards exist already. A script that runs every night must not report this as an error.
  if (command.skipKnown && preview.cards === 0) return done({ cards: 0, skipped: preview.known });
  return { outcome: 'refused', problems };
}

/** Texts for a dialog that is not opened. */
const noDialog = { title: '', kind: '' };

function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no';
}

function done(facts: Extract<CommandOutcome, { outcome: 'done' }>['facts']): CommandOutcome {
  return { outcome: 'done', facts };
}
