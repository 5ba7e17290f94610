import type { LeftOut } from '../../shared/diagnostics.js';
import type { DeskWarnings } from '../core/desk-warnings.js';
import type { PageContract } from '../core/page-contract.js';

interface LeftOutDeps {
  readonly contract: Pick<PageContract, 'dropped'>;
  readonly warnings: Pick<DeskWarnings, 'set' | 'clear'>;
}

/** What the screen does not show because it cannot be read or does not fit, for the desk's warnings and for Diagnostics. */
export interface LeftOutReport {
  /** Warns how many requests of the server's list cannot be read now; 0 removes the warning. */
  readonly requestsNotRead: (count: number) => void;
  /** Warns that a value of the station itself was left out. */
  readonly dropped: () => void;
  readonly read: () => LeftOut;
}

export function reportLeftOut({ contract, warnings }: LeftOutDeps): LeftOutReport {
  let requests = 0;
  return {
    requestsNotRead: (count) => {
      requests = count;
      if (count > 0) warnings.set({ code: 'requests-not-read', count });
      else warnings.clear('requests-not-read');
    },
    dropped: () => {
      // Values are left out while an event is made; the warning is a separate event, sent after that one.
      queueMicrotask(() => {
        warnings.set({ code: 'screen-incomplete' });
      });
    },
    read: () => ({ requests, values: [...contract.dropped].map(([what, count]) => ({ what, count })) }),
  };
}
