import { afterEach, expect, it, vi } from 'vitest';
import { endPage } from './electron-page.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Ends a page with this process id; 0 if it has no process. */
function ended(processId: number) {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const reload = vi.fn<() => void>();
  endPage({ getOSProcessId: () => processId, reload });
  return { killed: kill.mock.calls, reload };
}

it('kills the process of a hanging page and no other', () => {
  const { killed, reload } = ended(4711);
  expect(killed).toEqual([[4711, 'SIGKILL']]);
  expect(reload).not.toHaveBeenCalled();
});

it('reloads a page without a process, because a signal to process 0 would kill the station and its parent', () => {
  const { killed, reload } = ended(0);
  expect(killed).toEqual([]);
  expect(reload).toHaveBeenCalledOnce();
});
