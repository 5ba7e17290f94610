/** A queued call and its callbacks. */
export interface QueuedCall {
  /** Whether it only writes, so that it can share a transaction with others. */
  readonly writes: boolean;
  /** Runs it. @throws what its caller receives */
  readonly run: () => unknown;
  readonly done: (value: unknown) => void;
  readonly failed: (error: unknown) => void;
}

/** A store that can run several writes in one transaction; see `JournalFile.groupCommit`. */
export interface GroupCommitStore {
  groupCommit(writes: readonly (() => void)[]): void;
}

/**
 * Runs calls in order. Consecutive writes share one transaction, which waits for the disk once (group commit); each caller is
 * answered after the commit. If the transaction fails as a whole, each write is run separately.
 */
export function runGrouped(store: GroupCommitStore, calls: readonly QueuedCall[]): void {
  for (let at = 0; at < calls.length;) {
    const end = calls.findIndex(({ writes }, index) => index >= at && !writes);
    const writes = calls.slice(at, end < 0 ? calls.length : end);
    if (writes.length > 1) runInOneTransaction(store, writes);
    else for (const call of calls.slice(at, at + 1)) runAlone(call);
    at += Math.max(1, writes.length);
  }
}

/** Runs calls one by one, for a store that never waits for the disk. */
export function runOneByOne(_store: unknown, calls: readonly QueuedCall[]): void {
  for (const call of calls) runAlone(call);
}

function runInOneTransaction(store: GroupCommitStore, calls: readonly QueuedCall[]): void {
  const tell: (() => void)[] = [];
  try {
    store.groupCommit(
      calls.map(({ run, done, failed }) => () => {
        try {
          const value = run();
          tell.push(() => {
            done(value);
          });
        } catch (error) {
          tell.push(() => {
            failed(error);
          });
        }
      }),
    );
  } catch {
    for (const call of calls) runAlone(call);
    return;
  }
  for (const each of tell) each();
}

function runAlone({ run, done, failed }: QueuedCall): void {
  let value: unknown;
  try {
    value = run();
  } catch (error) {
    failed(error);
    return;
  }
  done(value);
}
