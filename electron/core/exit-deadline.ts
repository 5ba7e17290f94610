import { BroadcastChannel, Worker } from 'node:worker_threads';

/** Reaches every thread that holds a file, also while the main thread waits for something that does not come. */
const CHANNEL = 'station-ends';

export interface ExitDeadline {
  /** When every thread is told to close what it holds, ms from now. */
  readonly closeMs: number;
  /** When the process is killed, ms from now. */
  readonly killMs: number;
}

/** The main thread may hang by then, so this is a thread of its own, and it is told all that it needs at its start. */
const SOURCE = `
  const { BroadcastChannel, workerData } = require('node:worker_threads');
  setTimeout(() => new BroadcastChannel(workerData.channel).postMessage(null), workerData.closeMs);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), workerData.killMs);
`;

/** Has the process killed at a time, whatever hangs in it. What ends before is not held up. */
export function startExitDeadline({ closeMs, killMs }: ExitDeadline): void {
  new Worker(SOURCE, { eval: true, workerData: { channel: CHANNEL, closeMs, killMs } }).unref();
}

/** Tells every other thread to close what it holds: the process is about to be killed. */
export function broadcastShutdown(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(null);
  channel.close();
}

/** Calls back once, when this thread is to close what it holds. Keeps no thread from ending. */
export function onShutdown(close: () => void): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => {
    channel.close();
    close();
  };
  channel.unref();
}
