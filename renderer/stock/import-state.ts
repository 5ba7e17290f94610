import { create } from 'zustand';
import type { CallRequest } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import type { StockListFile, StockMapping, StockPreview } from '../../shared/stock.js';
import type { TableProblem } from '../../shared/tables.js';
import { call } from '../state/client.js';

/** State of the list import on the screen. */
export type ImportStep =
  /** The file is being chosen and then read. */
  | { readonly step: 'opening' }
  | { readonly step: 'refused'; readonly problem: TableProblem }
  | {
      readonly step: 'mapping';
      readonly file: StockListFile;
      readonly mapping: StockMapping;
      readonly preview: StockPreview | null;
      readonly skipKnown: boolean;
    }
  | { readonly step: 'importing' }
  | { readonly step: 'done'; readonly cards: number; readonly skipped: number }
  | { readonly step: 'cancelled' }
  | { readonly step: 'failed'; readonly error: StationError };

export const useImport = create<{ readonly step: ImportStep }>(() => ({ step: { step: 'opening' } }));

/** Numbers the calls, so that the answer to an outdated one is dropped. */
let turn = 0;

function show(step: ImportStep): void {
  useImport.setState({ step });
}

/** Lets the user choose a file and reads it. @param words texts of the system dialog @param onNone called if none was chosen */
export async function openList(words: CallRequest<'stock/openList'>, onNone: () => void): Promise<void> {
  const mine = (turn += 1);
  show({ step: 'opening' });
  const answer = await call('stock/openList', words);
  if (mine !== turn) return;
  if (!answer.ok) show({ step: 'failed', error: answer.error });
  else if (answer.value.outcome === 'none') onNone();
  else if (answer.value.outcome === 'refused') show({ step: 'refused', problem: answer.value.problem });
  else {
    const { file } = answer.value;
    await chooseMapping(file, file.mapping);
  }
}

/** Applies a mapping and asks what an import with it would do. */
export async function chooseMapping(file: StockListFile, mapping: StockMapping): Promise<void> {
  const mine = (turn += 1);
  const before = useImport.getState().step;
  const skipKnown = before.step === 'mapping' && before.skipKnown;
  show({ step: 'mapping', file, mapping, skipKnown, preview: null });
  const answer = await call('stock/previewList', { mapping });
  if (mine !== turn) return;
  if (answer.ok) show({ step: 'mapping', file, mapping, skipKnown, preview: answer.value });
  else show({ step: 'failed', error: answer.error });
}

/** Sets whether cards already in the stock are left out. */
export function skipKnown(skip: boolean): void {
  const { step } = useImport.getState();
  if (step.step === 'mapping') show({ ...step, skipKnown: skip });
}

/** Imports the open list with its mapping. */
export async function runImport(): Promise<void> {
  const { step } = useImport.getState();
  if (step.step !== 'mapping' || !canImport(step)) return;
  const { file, mapping } = step;
  const mine = (turn += 1);
  show({ step: 'importing' });
  const answer = await call('stock/importList', { list: file.list, mapping, skipKnown: step.skipKnown });
  if (mine !== turn) return;
  if (!answer.ok) show({ step: 'failed', error: answer.error });
  else if (answer.value.outcome === 'imported') show({ step: 'done', cards: answer.value.cards, skipped: answer.value.skipped });
  else if (answer.value.outcome === 'cancelled') show({ step: 'cancelled' });
  else show({ step: 'mapping', file, mapping, skipKnown: step.skipKnown, preview: answer.value.preview });
}

/** Stops work in the main process; a canceled import answers so itself. */
export async function endImport(): Promise<void> {
  const { step } = useImport.getState();
  if (step.step !== 'importing') turn += 1;
  await call('stock/closeList', {});
}

/** Returns whether everything an import needs is decided. */
export function canImport({ mapping, preview, skipKnown: skip }: Extract<ImportStep, { step: 'mapping' }>): boolean {
  if (preview === null || !hasIds(mapping)) return false;
  const { cards, wrong, known, ambiguous } = preview;
  return wrong === 0 && cards > 0 && (known === 0 || skip) && (ambiguous === null || mapping.idOrder !== null);
}

/** Returns whether a mapping names a column that identifies cards. */
export function hasIds({ columns }: StockMapping): boolean {
  return columns.cardId !== null || columns.serial !== null;
}
