import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { schedule } from '../core/schedule.js';
import { ASK_MS, FRAME_MS, REST_MS, watchPage } from './page-watch.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A watched page, what was done to it, and how it can fail. */
function watched() {
  const done: string[] = [];
  const said: string[] = [];
  let gone: (reason: string) => void = () => undefined;
  let closed: () => void = () => undefined;
  const state: { draws: () => Promise<void>; canEnd: boolean } = { draws: () => Promise.resolve(), canEnd: true };
  const log = (message: string): void => void said.push(message);
  watchPage(
    {
      drawn: () => {
        done.push('asked');
        return state.draws();
      },
      end: () => {
        done.push('ended');
        if (state.canEnd) gone('killed');
      },
      reload: () => done.push('reloaded'),
      onGone: (listener) => (gone = listener),
      onClosed: (listener) => (closed = listener),
    },
    { schedule, now: () => Date.now(), log: { error: log, warn: log, info: log } },
  );
  return { done, said, state, gone: (reason: string) => gone(reason), close: () => closed() };
}
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const never = (): Promise<void> => new Promise(() => undefined);

it('does nothing to a page that draws', async () => {
  const page = watched();
  await pass(ASK_MS * 10);
  expect(new Set(page.done)).toEqual(new Set(['asked']));
  expect(page.done.length).toBe(10);
  expect(page.said).toEqual([]);
});

it('kills and reloads a page that stops drawing, and checks it again', async () => {
  const page = watched();
  page.state.draws = never;
  await pass(ASK_MS + FRAME_MS - 1);
  expect(page.done).toEqual(['asked']);
  page.state.draws = () => Promise.resolve();
  await pass(ASK_MS + 2);
  expect(page.done).toEqual(['asked', 'ended', 'reloaded', 'asked']);
  expect(page.said[0]).toBe('the page does not respond; its process is killed');
});

it('checks and kills a page again if its process does not end', async () => {
  const page = watched();
  page.state.draws = never;
  page.state.canEnd = false;
  await pass((ASK_MS + FRAME_MS) * 2);
  expect(page.done).toEqual(['asked', 'ended', 'asked', 'ended']);
});

it('does nothing to a page that draws late but in time', async () => {
  const page = watched();
  page.state.draws = () => new Promise((resolve) => setTimeout(resolve, FRAME_MS - 1));
  await pass(ASK_MS + FRAME_MS + ASK_MS);
  expect(page.done).toEqual(['asked', 'asked']);
});

it('reloads a page immediately when its process ends, and at most every 20 s if it keeps ending', async () => {
  const page = watched();
  page.gone('crashed');
  await pass(0);
  expect(page.done).toEqual(['reloaded']);
  page.gone('crashed');
  page.gone('crashed');
  await pass(REST_MS - 1);
  expect(page.done.filter((one) => one === 'reloaded')).toHaveLength(1);
  await pass(1);
  expect(page.done.filter((one) => one === 'reloaded')).toHaveLength(2);
});

it('does nothing to a page whose window is closed', async () => {
  const page = watched();
  page.state.draws = never;
  await pass(ASK_MS);
  page.close();
  page.state.draws = () => Promise.resolve();
  await pass(FRAME_MS * 10);
  expect(page.done).toEqual(['asked']);
});
