import type { TableProblem } from '../../shared/tables.js';
import type { Table, TableLimits, TableRow } from './table.js';

/** What the table worker is started with. */
export interface TableWorkerInput {
  readonly file: string;
  readonly limits: TableLimits;
  readonly columnNames: readonly string[];
}

/** What the table worker says, in this order: progress and rows any number of times, then how it ended. */
export type TableWorkerMessage =
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'rows'; readonly rows: readonly TableRow[] }
  | { readonly type: 'read'; readonly table: Omit<Table, 'rows'> }
  | { readonly type: 'refused'; readonly problem: TableProblem };

/** What the table worker is told: the rows it gave were taken, so that it may give more. */
export interface RowsReceived {
  readonly type: 'taken';
}
