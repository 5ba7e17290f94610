import { Worker } from 'node:worker_threads';
import type { TableProblem } from '../../shared/tables.js';
import { mebibytes, tableProblem, usualLimits, type Table, type TableLimits, type TableRow } from './table.js';
import type { RowsReceived, TableWorkerInput, TableWorkerMessage } from './worker-protocol.js';

/** Result of reading a file: its table, why it is refused, or canceled. */
export type TableRead =
  | { readonly outcome: 'read'; readonly table: Table }
  | { readonly outcome: 'refused'; readonly problem: TableProblem }
  | { readonly outcome: 'cancelled' };

export interface ReadTableOptions {
  /** Path of the bundled `worker.ts`. */
  readonly script: string;
  readonly limits?: TableLimits;
  /** Known column names; without any, the first line is the header. */
  readonly columnNames?: readonly string[];
  /** Called with the progress, 0 to 1. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
  /** Memory limit of the thread, MiB; by default more than a file within the usual limits needs. */
  readonly largestHeap?: number;
}

const LARGEST_HEAP = 1024;

/**
 * Reads a table file in a thread of its own; main receives the rows in chunks. Always resolves, whatever the file does to the
 * thread. A file that uses up the thread's memory is refused as too large.
 */
export function readTable(
  file: string,
  { script, limits = usualLimits, columnNames = [], onProgress, signal, largestHeap = LARGEST_HEAP }: ReadTableOptions,
): Promise<TableRead> {
  if (signal?.aborted === true) return Promise.resolve({ outcome: 'cancelled' });
  return new Promise((resolve) => {
    const workerData: TableWorkerInput = { file, limits, columnNames };
    const worker = new Worker(script, { workerData, resourceLimits: { maxOldGenerationSizeMb: largestHeap } });
    const rows: TableRow[] = [];
    const end = (read: TableRead): void => {
      signal?.removeEventListener('abort', cancel);
      resolve(read);
      void worker.terminate();
    };
    const refuse = (problem: Parameters<typeof tableProblem>[0]): void => {
      end({ outcome: 'refused', problem: tableProblem(problem) });
    };
    const cancel = (): void => {
      end({ outcome: 'cancelled' });
    };
    signal?.addEventListener('abort', cancel);
    worker.on('message', (word: TableWorkerMessage) => {
      switch (word.type) {
        case 'progress':
          onProgress?.(word.done);
          return;
        case 'rows':
          rows.push(...word.rows);
          setImmediate(() => {
            worker.postMessage({ type: 'taken' } satisfies RowsReceived);
          });
          return;
        case 'read':
          end({ outcome: 'read', table: { ...word.table, rows } });
          return;
        case 'refused':
          end({ outcome: 'refused', problem: word.problem });
      }
    });
    worker.on('error', (error) => {
      if (isOutOfMemory(error)) refuse({ line: 0, code: 'too-large', value: mebibytes(limits.unpackedBytes) });
      else refuse({ line: 0, code: 'damaged', value: error instanceof Error ? error.message : String(error) });
    });
    worker.on('exit', () => {
      refuse({ line: 0, code: 'damaged', value: 'The table worker has ended' });
    });
  });
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
