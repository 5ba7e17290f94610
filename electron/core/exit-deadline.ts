import { BroadcastChannel, Worker } from 'node:worker_threads';

/** Broadcast channel to every thread that holds files open. It works even while the main thread is blocked. */
const CHANNEL = 'station-ends';

export interface ExitDeadline {
  /** Time until every thread must close its files, ms from now. */
  readonly closeMs: number;
  /** Time until the process is killed, ms from now. */
  readonly killMs: number;
}

/** Source of a thread of its own, because the main thread may be blocked by then. It gets everything it needs at its start. */
const SOURCE = `
  const { BroadcastChannel, workerData } = require('node:worker_threads');
  setTimeout(() => new BroadcastChannel(workerData.channel).postMessage(null), workerData.closeMs);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), workerData.killMs);
`;

/** Kills the process after a delay, even if a thread is blocked. Does not delay an earlier exit. */
export function startExitDeadline({ closeMs, killMs }: ExitDeadline): void {
  new Worker(SOURCE, { eval: true, workerData: { channel: CHANNEL, closeMs, killMs } }).unref();
}

/** Tells every other thread to close its files because the process is about to be killed. */
export function broadcastShutdown(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(null);
  channel.close();
}

/** Calls `close` once when this thread must close its files. Does not keep the thread alive. */
export function onShutdown(close: () => void): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => {
    channel.close();
    close();
  };
  channel.unref();
}
