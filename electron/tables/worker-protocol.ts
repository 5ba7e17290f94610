import type { TableProblem } from '../../shared/tables.js';
import type { Table, TableLimits, TableRow } from './table.js';

/** Start data of the table worker. */
export interface TableWorkerInput {
  readonly file: string;
  readonly limits: TableLimits;
  readonly columnNames: readonly string[];
}

/** Messages of the table worker: progress and rows any number of times, then the result. */
export type TableWorkerMessage =
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'rows'; readonly rows: readonly TableRow[] }
  | { readonly type: 'read'; readonly table: Omit<Table, 'rows'> }
  | { readonly type: 'refused'; readonly problem: TableProblem };

/** Message to the table worker: its rows were received and it may send more. */
export interface RowsReceived {
  readonly type: 'taken';
}
