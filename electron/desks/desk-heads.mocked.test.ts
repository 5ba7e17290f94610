import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { schedule } from '../core/schedule.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { DeskHeads } from './desk-heads.js';
import { headSeal } from './head-file.js';

/** Whether the share answers, and how often it was accessed; `hoisted`, because the module's own import is replaced. */
const disk = vi.hoisted(() => ({ answers: true, isSlow: false, asked: 0, release: [] as (() => void)[] }));
vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>();
  return {
    ...real,
    readdir: async (path: string): Promise<string[]> => {
      disk.asked += 1;
      if (!disk.answers) await new Promise<void>((resolve) => disk.release.push(resolve));
      return real.readdir(path);
    },
  };
});
vi.mock('../core/external-file.js', async (load) => {
  const real = await load<typeof import('../core/external-file.js')>();
  return {
    ...real,
    readExternalFile: (...args: Parameters<typeof real.readExternalFile>) =>
      disk.isSlow ? Promise.reject(new real.ExternalFileError('too-slow', 'It was not read within 5 s')) : real.readExternalFile(...args),
  };
});

/** A desk with a share of its own, which checks when the test says so. */
function deskOnShare() {
  const share = join(testFolder('hanging'), 'share');
  mkdirSync(share);
  const journal = 'a'.repeat(64);
  let looks = 0;
  let look = (): void => undefined;
  let tooLong = (): void => undefined;
  const heads = new DeskHeads({
    ...{ folder: share, station: 'DESK-01', seal: headSeal('key'), seen: [], keep: () => Promise.resolve(), now: () => new Date() },
    journal: {
      entries: () => Promise.resolve([{ seq: 1, hash: journal, previousHash: '0'.repeat(64), body: '{}' }]),
      health: () => Promise.resolve({ entries: 1, head: journal, bindings: 0, unsettled: 0, sizeBytes: 1 }),
      note: () => Promise.resolve(),
    },
    schedule: (work, ms) => {
      if (ms === 77) look = work;
      else tooLong = work;
      return ms === 77 ? () => undefined : schedule(() => undefined, 0);
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    lookMs: 77,
  });
  const health = { program: '1', readers: 0, cardService: 'up', server: 'up', unsettled: 0, backup: 'off', lastBackupAt: null } as const;
  heads.start({ health: () => Promise.resolve(health), warn: () => void (looks += 1) });
  return {
    heads,
    share,
    look: () => look(),
    tooLong: () => tooLong(),
    looks: () => looks,
    looked: (count: number) => expect.poll(() => looks, { timeout: 10_000, interval: 5 }).toBe(count),
  };
}

it('a share that stops answering is reported, accessed only once while it hangs, and used again when it is back', async () => {
  const { heads, share, look, looks, looked, tooLong } = deskOnShare();
  await looked(1);
  disk.answers = false;
  look();
  await expect.poll(() => disk.release.length, { timeout: 10_000, interval: 5 }).toBe(1);
  tooLong();
  await looked(2);
  expect(heads.report()).toMatchObject({ failure: expect.stringMatching(/does not respond/) as string });
  look();
  await looked(3);
  expect(disk.asked).toBe(2);
  disk.answers = true;
  disk.release.pop()?.();
  await expect
    .poll(
      async () => {
        const before = looks();
        look();
        await looked(before + 1);
        const board = heads.report();
        return board.state === 'on' && board.failure;
      },
      { timeout: 10_000, interval: 5 },
    )
    .toBeNull();
  expect(readdirSync(share)).toHaveLength(1);
  await heads.close();
});

it('a share that answers too slowly leaves the list of desks unchanged, and no unread head counts as changed', async () => {
  const { heads, look, looked } = deskOnShare();
  await looked(1);
  look();
  await looked(2);
  expect(heads.report()).toMatchObject({ desks: [{ station: 'DESK-01' }], unreadable: [], failure: null });
  disk.isSlow = true;
  look();
  await looked(3);
  expect(heads.report()).toMatchObject({
    ...{ desks: [{ station: 'DESK-01' }], unreadable: [] },
    failure: expect.stringContaining('not read within') as string,
  });
  disk.isSlow = false;
  look();
  await looked(4);
  expect(heads.report()).toMatchObject({ desks: [{ station: 'DESK-01' }], unreadable: [], failure: null });
  await heads.close();
});
