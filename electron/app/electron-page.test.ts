import { afterEach, expect, it, vi } from 'vitest';
import { endPage } from './electron-page.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Ends a page whose process has this number; 0: it has none, or none any more. */
function ended(processId: number) {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const reload = vi.fn<() => void>();
  endPage({ getOSProcessId: () => processId, reload });
  return { killed: kill.mock.calls, reload };
}

it('ends the process of a page that hangs, and no other', () => {
  const { killed, reload } = ended(4711);
  expect(killed).toEqual([[4711, 'SIGKILL']]);
  expect(reload).not.toHaveBeenCalled();
});

it('loads a page anew that has no process: a signal to process 0 would end the station and all that started it', () => {
  const { killed, reload } = ended(0);
  expect(killed).toEqual([]);
  expect(reload).toHaveBeenCalledOnce();
});
