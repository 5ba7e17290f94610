import { expect, it } from 'vitest';
import type { Stopped } from '../core/stop-parts.js';
import { Quit } from './quit.js';

/** A program that can be asked to quit, with a controlled clock. */
function program(stop: () => Promise<Stopped> = () => Promise.resolve('stopped')) {
  const happened: string[] = [];
  let callsUnderWay: readonly string[] = [];
  let now = 0;
  let timers: { readonly at: number; readonly work: () => void }[] = [];
  let ask: () => void = () => undefined;
  let closeWindows: () => void = () => undefined;
  const gone = (how: string): void => {
    happened.push(how);
    timers = [];
  };
  const quit = new Quit({
    system: {
      onAsked: (listener) => (ask = listener),
      onWindowsClosed: (listener) => (closeWindows = listener),
      destroyWindows: () => {
        happened.push('windows destroyed');
        closeWindows();
      },
      exit: (code) => {
        gone(`exit ${String(code)}`);
      },
      kill: () => {
        gone(`killed at ${String(now)}`);
      },
      pendingSystemCalls: () => callsUnderWay,
      startExitDeadline: ({ killMs }) => happened.push(`deadline ${String(killMs)}`),
      broadcastShutdown: () => happened.push('last call'),
    },
    schedule: (work, ms) => {
      const timer = { at: now + ms, work };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    log: { error: (what) => happened.push(what) },
  });
  quit.stopFirst(() => {
    happened.push('stop');
    return stop();
  });
  /** Runs everything that is due until a time. */
  const until = async (ms: number): Promise<void> => {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = timers.filter(({ at }) => at <= ms).sort((one, other) => one.at - other.at)[0];
      if (next === undefined) break;
      timers = timers.filter((other) => other !== next);
      now = Math.max(now, next.at);
      next.work();
    }
    now = ms;
  };
  return {
    quit,
    happened,
    until,
    ask: () => ask(),
    closeWindows: () => closeWindows(),
    callsAre: (...names: string[]) => (callsUnderWay = names),
  };
}

const KILLED = 'the process cannot exit and is killed';

it('stops the station and exits normally when asked to quit', async () => {
  const { ask, closeWindows, happened, until } = program();
  ask();
  closeWindows();
  await until(1_000);
  expect(happened).toEqual(['deadline 9600', 'stop', 'exit 0']);
});

it('destroys windows that do not close, then stops the station', async () => {
  const { ask, happened, until } = program();
  ask();
  await until(10_000);
  expect(happened).toEqual(['deadline 9600', 'windows destroyed', 'stop', 'exit 0']);
});

it.each<[what: string, stop: () => Promise<Stopped>]>([
  ['reports that something is still running', () => Promise.resolve('left-running')],
  ['never answers', () => new Promise<Stopped>(() => undefined)],
])('kills the process within 10 s, after asking every thread to close, if stopping the station %s', async (_what, stop) => {
  const { ask, happened, until } = program(stop);
  ask();
  await until(10_000);
  expect(happened.slice(0, 5)).toEqual(['deadline 9600', 'windows destroyed', 'stop', 'last call', KILLED]);
  expect(happened[5]).toMatch(/^killed at [1-9]\d{3}$/);
  expect(happened).toHaveLength(6);
});

it('kills the process if stopping the station fails, and logs why', async () => {
  const { closeWindows, happened, until } = program(() => Promise.reject(new Error('no')));
  closeWindows();
  await until(10_000);
  expect(happened).toContain('the station could not be stopped');
  expect(happened.at(-1)).toMatch(/^killed/);
});

it('kills the process if a system call does not return, and exits normally if it does', async () => {
  const hanging = program();
  hanging.callsAre('FSReqPromise');
  hanging.closeWindows();
  await hanging.until(10_000);
  expect(hanging.happened.at(-1)).toMatch(/^killed/);
  const slow = program();
  slow.callsAre('GetAddrInfoReqWrap');
  slow.closeWindows();
  await slow.until(100);
  expect(slow.happened).toEqual(['deadline 9600', 'stop']);
  slow.callsAre();
  await slow.until(10_000);
  expect(slow.happened.slice(2)).toEqual(['exit 0']);
});

it('stops the station once and exits once, however often asked', async () => {
  const { quit, ask, closeWindows, happened, until } = program();
  expect(quit.isStopping).toBe(false);
  expect(await quit.stop()).toBe('stopped');
  expect(quit.isStopping).toBe(true);
  ask();
  ask();
  closeWindows();
  void quit.end(1);
  await until(10_000);
  expect(happened.filter((what) => what === 'stop')).toEqual(['stop']);
  expect(happened.filter((what) => what.startsWith('exit'))).toEqual(['exit 0']);
});
