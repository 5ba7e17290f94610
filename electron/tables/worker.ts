import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { TableFailure } from './table.js';
import { readTableFile } from './table-file.js';
import type { TableWorkerMessage } from './worker-protocol.js';

/** The table worker reads one file and ends, so that a large or hostile file never blocks the main process. */
const port = parentPort;
if (port === null) throw new Error('The table worker runs in a worker thread only');

const { file, limits, columnNames } = z
  .object({
    file: z.string(),
    limits: z.object({ fileBytes: z.number(), unpackedBytes: z.number(), rows: z.number(), columns: z.number(), cellLength: z.number() }),
    columnNames: z.array(z.string()),
  })
  .parse(workerData);

/** Rows in a message: receiving one must not block main. */
const PORTION = 500;
/** Number of progress steps to report. */
const STEPS = 200;

const post = (word: TableWorkerMessage): void => {
  port.postMessage(word);
};

/** Main handles each chunk in a separate task, because many at once would block it. */
const rowsReceived = (): Promise<unknown> => new Promise((resolve) => port.once('message', resolve));

let lastStep = -1;
const onProgress = (done: number): void => {
  const step = Math.floor(done * STEPS);
  if (step > lastStep) post({ type: 'progress', done });
  lastStep = step;
};
readTableFile(file, { limits, columnNames, onProgress }).then(
  async ({ rows, ...table }) => {
    for (let at = 0; at < rows.length; at += PORTION) {
      post({ type: 'rows', rows: rows.slice(at, at + PORTION) });
      await rowsReceived();
    }
    post({ type: 'read', table });
  },
  (error: unknown) => {
    if (!(error instanceof TableFailure)) throw error;
    post({ type: 'refused', problem: error.problem() });
  },
);
