import { expect, it } from 'vitest';
import { stopParts, type Part } from './stop-parts.js';

/** What was stopped and logged, and the last requested time limit, which a test may let pass. */
function setup() {
  const stopped: string[] = [];
  const logged: object[] = [];
  let passLimit: () => void = () => undefined;
  const part = (name: string, stop: () => void | Promise<void> = () => undefined): Part => ({
    name,
    stop: () => {
      stopped.push(name);
      return stop();
    },
  });
  return {
    stopped,
    logged,
    part,
    passLimit: () => passLimit(),
    deps: {
      schedule: (work: () => void) => {
        passLimit = work;
        return () => (passLimit = () => undefined);
      },
      log: { error: (what: string, facts: object = {}) => logged.push({ what, ...facts }) },
    },
  };
}

it('stops stage by stage, each after the one before', async () => {
  const { stopped, part, deps } = setup();
  let end: () => void = () => undefined;
  const slow = part('slow', () => new Promise((resolve) => (end = resolve)));
  const stopping = stopParts(
    [
      { limitMs: 1, parts: [slow, part('beside')] },
      { limitMs: 1, parts: [part('last')] },
    ],
    deps,
  );
  expect(stopped).toEqual(['slow', 'beside']);
  end();
  expect(await stopping).toBe('stopped');
  expect(stopped).toEqual(['slow', 'beside', 'last']);
});

it('stops the others if one rejects or throws, and logs why', async () => {
  const { stopped, logged, part, deps } = setup();
  const stages = [
    {
      limitMs: 1,
      parts: [
        part('throws', () => {
          throw new Error('no');
        }),
        part('rejects', () => Promise.reject(new Error('not ever'))),
      ],
    },
    { limitMs: 1, parts: [part('journal')] },
  ];
  expect(await stopParts(stages, deps)).toBe('stopped');
  expect(stopped).toEqual(['throws', 'rejects', 'journal']);
  expect(logged).toMatchObject([
    { part: 'throws', detail: 'no' },
    { part: 'rejects', detail: 'not ever' },
  ]);
});

it('leaves a hanging part at the time limit of its stage and stops the others', async () => {
  const { stopped, logged, part, deps, passLimit } = setup();
  const hangs = part('hangs', () => new Promise<void>(() => undefined));
  const stopping = stopParts(
    [
      { limitMs: 4_000, parts: [hangs, part('beside')] },
      { limitMs: 1, parts: [part('journal')] },
    ],
    deps,
  );
  await Promise.resolve();
  passLimit();
  expect(await stopping).toBe('left-running');
  expect(stopped).toEqual(['hangs', 'beside', 'journal']);
  expect(logged).toEqual([{ what: 'a part of the station does not stop and is left running', part: 'hangs', waitedMs: 4_000 }]);
});
