/** A call that waits to be done, with what tells its caller how it went. */
export interface QueuedCall {
  /** Whether it only writes, so that it may be done together with others. */
  readonly writes: boolean;
  /** Does it. @throws what its caller is to be told */
  readonly run: () => unknown;
  readonly done: (value: unknown) => void;
  readonly failed: (error: unknown) => void;
}

/** A store that can do several writes in one transaction; see `JournalFile.together`. */
export interface GroupCommitStore {
  groupCommit(writes: readonly (() => void)[]): void;
}

/**
 * Does calls in their order. Writes that wait one behind the other are done in one transaction, so that they wait for the disk
 * once (group commit): each caller is told only when the transaction is on the disk. Where it cannot be written as a whole,
 * each is done by itself, as if it had come alone.
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

/** Does calls one by one, for a store that never waits for the disk. */
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
