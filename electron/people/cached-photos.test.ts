import { beforeEach, describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../shared/result.js';
import type { CachedPhoto } from '../store/people-cache.js';
import { CachedPhotos } from './cached-photos.js';
import { DirectoryHealth } from './directory-health.js';
import type { DirectoryError } from './directory.js';
import { jpeg, png } from './photos.fixture.js';

const NOOR = '8f1590dc-d932-4b66-8e68-2e91c5880780';
const MINUTE = 60_000;

let time: number;
let asked: number;
let answer: () => Promise<Result<Uint8Array | null, DirectoryError>>;
let kept: Map<string, CachedPhoto>;
let down: boolean;
let giveUps: (() => void)[];
let photos: CachedPhotos;

beforeEach(() => {
  time = Date.parse('2026-01-05T08:00:00Z');
  asked = 0;
  kept = new Map();
  down = false;
  giveUps = [];
  answer = () => Promise.resolve(ok(jpeg));
  const now = (): Date => new Date(time);
  photos = new CachedPhotos({
    directory: {
      photo: () => {
        asked += 1;
        return answer();
      },
    },
    health: new DirectoryHealth({ now, pauseMs: MINUTE, onChange: ({ state }) => (down = state === 'down') }),
    cache: {
      photo: (userId) => Promise.resolve(kept.get(userId) ?? null),
      savePhoto: (userId, photo) => {
        if (photo === null) kept.delete(userId);
        else kept.set(userId, photo);
        return Promise.resolve();
      },
    },
    now,
    schedule: (work) => {
      giveUps.push(work);
      return () => undefined;
    },
    freshMs: 60 * MINUTE,
    timeoutMs: 2_000,
    onCacheTrouble: (detail) => {
      throw new Error(detail);
    },
  });
});

const photoOf = (userId: string) => photos.photoOf(userId);

describe('photos with a cache', () => {
  it('are fetched once while fresh, and stored', async () => {
    expect(await photoOf(NOOR)).toEqual({ type: 'image/jpeg', bytes: jpeg });
    answer = () => Promise.resolve(ok(png));
    time += 59 * MINUTE;
    expect(await photoOf(NOOR)).toEqual({ type: 'image/jpeg', bytes: jpeg });
    expect(asked).toBe(1);
    expect(kept.get(NOOR)).toEqual({ bytes: jpeg, at: time - 59 * MINUTE });
    time += MINUTE;
    expect((await photoOf(NOOR))?.type).toBe('image/png');
  });

  it.each<[string, Uint8Array | null]>([
    ['none', null],
    ['something else', Buffer.from('<html></html>')],
  ])('of a person with %s: none, and an old one is dropped', async (_, bytes) => {
    kept.set(NOOR, { bytes: jpeg, at: 0 });
    answer = () => Promise.resolve(ok(bytes));
    expect(await photoOf(NOOR)).toBeNull();
    expect(kept.size).toBe(0);
    expect(await photoOf(NOOR)).toBeNull();
    expect(asked).toBe(1);
  });

  it('come from an earlier run while the directory fails, which is not asked', async () => {
    kept.set(NOOR, { bytes: jpeg, at: 0 });
    answer = () => Promise.resolve(fail({ code: 'failed', detail: 'gone' }));
    expect((await photoOf(NOOR))?.type).toBe('image/jpeg');
    expect((await photoOf(NOOR))?.type).toBe('image/jpeg');
    expect([asked, down]).toEqual([1, true]);
    time += MINUTE;
    answer = () => Promise.resolve(ok(png));
    expect((await photoOf(NOOR))?.type).toBe('image/png');
    expect(down).toBe(false);
  });

  it('do not delay the caller, and are fetched once for several callers', async () => {
    let release: (found: Result<Uint8Array | null, DirectoryError>) => void = () => undefined;
    answer = () => new Promise((resolve) => (release = resolve));
    const looking = [photoOf(NOOR), photoOf(NOOR)];
    for (const giveUp of giveUps.splice(0)) giveUp();
    expect(await Promise.all(looking)).toEqual([null, null]);
    expect(asked).toBe(1);
    release(ok(jpeg));
    expect((await photoOf(NOOR))?.type).toBe('image/jpeg');
  });
});
