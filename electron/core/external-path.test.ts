import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withExternalPath, ExternalPathError } from './external-path.js';
import { NetworkFolder } from './network-folder.js';
import { testFolder } from './test-folder.fixture.js';

/** Work that ends when the test says so. */
function slow() {
  let end: () => void = () => undefined;
  let hasBegun = false;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = (): Promise<void> => {
    hasBegun = true;
    return ended;
  };
  return { work, end, hasBegun: () => hasBegun };
}

it('two external paths may hang: further ones fail immediately, until they answer', async () => {
  const [first, second, waits, late] = [slow(), slow(), slow(), slow()];
  const given = [first, second].map(({ work }) => withExternalPath(work, { limitMs: 20 }));
  const waiting = withExternalPath(waits.work);
  for (const one of [...given, waiting]) await expect(one).rejects.toBeInstanceOf(ExternalPathError);
  await expect(withExternalPath(late.work)).rejects.toBeInstanceOf(ExternalPathError);
  expect([waits.hasBegun(), late.hasBegun()]).toEqual([false, false]);
  first.end();
  second.end();
  await expect.poll(() => withExternalPath(() => Promise.resolve('answers')).catch(() => null), { timeout: 10_000 }).toBe('answers');
});

it('two external paths run at a time, and the next one when one ends or fails', async () => {
  const [first, second, third] = [slow(), slow(), slow()];
  const failing = withExternalPath(() => first.work().then(() => Promise.reject(new Error('not there'))));
  const others = [second, third].map(({ work }) => withExternalPath(work));
  await expect.poll(() => second.hasBegun(), { timeout: 10_000, interval: 1 }).toBe(true);
  expect(third.hasBegun()).toBe(false);
  first.end();
  await expect(failing).rejects.toThrow('not there');
  await expect.poll(() => third.hasBegun(), { timeout: 10_000, interval: 1 }).toBe(true);
  for (const { end } of [second, third]) end();
  await Promise.all(others);
});

it('a network folder that hangs receives no more operations and blocks one thread', async () => {
  const share = new NetworkFolder((work) => {
    const timer = setTimeout(work, 10);
    return () => {
      clearTimeout(timer);
    };
  });
  const [hangs, never] = [slow(), slow()];
  await expect(share.run(hangs.work)).rejects.toThrow('does not respond');
  await expect(share.run(never.work)).rejects.toThrow('does not respond');
  expect(never.hasBegun()).toBe(false);
  expect(await withExternalPath(() => Promise.resolve('answers'))).toBe('answers');
  hangs.end();
  await expect.poll(() => share.run(() => Promise.resolve('back')).catch(() => null), { timeout: 10_000 }).toBe('back');
});

it.skipIf(process.platform === 'win32')('files of the profile are written and read while external paths hang', async () => {
  const folder = testFolder('threads');
  const pipe = join(folder, 'pipe');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  // Opening a pipe without a writer hangs and blocks a thread.
  const openPipe = async (): Promise<void> => {
    await (await open(pipe, 'r')).close();
  };
  const hanging = Array.from({ length: 6 }, () => withExternalPath(openPipe, { limitMs: 50 }).catch((error: unknown) => error));
  const own = join(folder, 'settings.json');
  try {
    await writeFile(own, '{}');
    expect(await readFile(own, 'utf8')).toBe('{}');
    for (const one of await Promise.all(hanging)) expect(one).toBeInstanceOf(ExternalPathError);
  } finally {
    const writer = openSync(pipe, 'r+');
    await expect.poll(() => withExternalPath(() => Promise.resolve('answers')).catch(() => null), { timeout: 10_000 }).toBe('answers');
    closeSync(writer);
  }
});
