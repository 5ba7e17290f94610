import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { KnownPerson } from '../../shared/requests.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { CachedPerson, PeopleChange } from '../store/people-cache.js';
import { CachedPeople } from './cached-people.js';
import { DirectoryHealth } from './directory-health.js';
import type { DirectoryError } from './directory.js';

const NOOR = '8f1590dc-d932-4b66-8e68-2e91c5880780';
const ZOE = '97cc3493-f556-4c9b-9d8b-982434201527';
const person = (userId: string, name: string): KnownPerson => ({
  state: 'resolved',
  userId,
  name,
  account: '',
  department: '',
  employeeId: '',
});
const MINUTE = 60_000;

type Found = Result<ReadonlyMap<string, KnownPerson>, DirectoryError>;

let time: number;
let asked: string[][];
let answer: (userIds: readonly string[]) => Promise<Found>;
let told: string[];
let timers: (() => void)[];
let people: CachedPeople;
let kept: CachedPerson[];
let saved: PeopleChange[];

beforeEach(() => {
  time = Date.parse('2026-01-05T08:00:00Z');
  asked = [];
  told = [];
  timers = [];
  answer = (userIds) => Promise.resolve(ok(new Map(userIds.map((userId) => [userId, person(userId, 'Known')]))));
  kept = [];
  saved = [];
  people = makePeople();
});

function makePeople(): CachedPeople {
  const now = (): Date => new Date(time);
  return new CachedPeople({
    directory: {
      find: (userIds) => {
        asked.push([...userIds]);
        return answer(userIds);
      },
    },
    health: new DirectoryHealth({
      now,
      pauseMs: MINUTE,
      onChange: (state) => told.push(state.state === 'up' ? 'up' : state.error.code),
    }),
    cache: {
      page: (after, limit) => Promise.resolve(kept.filter((one) => one.person.userId > after).slice(0, limit)),
      save: (change) => {
        saved.push(change);
        return Promise.resolve();
      },
    },
    now,
    schedule: (work) => {
      timers.push(work);
      return () => {
        timers = timers.filter((one) => one !== work);
      };
    },
    freshMs: 60 * MINUTE,
    pauseMs: MINUTE,
    timeoutMs: 2_000,
    onLearned: () => told.push('learned'),
    onCacheTrouble: (detail) => told.push(detail),
  });
}

const names = async (...userIds: string[]): Promise<(string | null)[]> =>
  [...(await people.resolve(userIds)).values()].map((one) => (one.state === 'resolved' ? one.name : null));

describe('people with a cache', () => {
  it('are fetched once while fresh, and again later', async () => {
    expect(await names(NOOR, ZOE)).toEqual(['Known', 'Known']);
    time += 59 * MINUTE;
    expect(await names(NOOR)).toEqual(['Known']);
    expect(asked).toEqual([[NOOR, ZOE]]);
    expect(people.learnedAt(NOOR)).toBe(time - 59 * MINUTE);
    time += MINUTE;
    answer = () => Promise.resolve(ok(new Map([[NOOR, person(NOOR, 'Renamed')]])));
    expect(await names(NOOR)).toEqual(['Known']);
    expect(await names(NOOR)).toEqual(['Renamed']);
    expect(asked).toEqual([[NOOR, ZOE], [NOOR]]);
    expect(told).toEqual(['learned']);
  });

  it('that are unknown are looked up again after the pause', async () => {
    answer = () => Promise.resolve(ok(new Map()));
    expect(await names(NOOR)).toEqual([null]);
    expect(await names(NOOR)).toEqual([null]);
    expect(asked).toHaveLength(1);
    time += MINUTE;
    answer = () => Promise.resolve(ok(new Map([[NOOR, person(NOOR, 'New')]])));
    await names(NOOR);
    expect(await names(NOOR)).toEqual(['New']);
    expect(told).toEqual(['learned']);
  });

  it('stay known while the directory fails, which is not asked during the pause', async () => {
    await names(NOOR);
    time += 2 * 60 * MINUTE;
    answer = () => Promise.resolve(fail({ code: 'failed', detail: 'gone' }));
    expect(await names(NOOR, ZOE)).toEqual(['Known', null]);
    expect(await names(NOOR, ZOE)).toEqual(['Known', null]);
    expect(asked).toHaveLength(2);
    expect(told).toEqual(['failed']);
    time += MINUTE;
    answer = () => Promise.resolve(ok(new Map()));
    await names(NOOR);
    expect(asked).toHaveLength(3);
    await expect.poll(() => told).toEqual(['failed', 'up', 'learned']);
  });

  it('are known at once from an earlier run, and still fetched', async () => {
    kept = Array.from({ length: 2_500 }, (_, n) => ({
      person: person(`${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`, 'Kept'),
      at: time - 1_000,
    }));
    kept.push({ person: person(ZOE, 'Zoë'), at: time - 1_000 });
    answer = () => Promise.resolve(fail({ code: 'failed', detail: 'gone' }));
    await people.restore();
    expect(people.lastLearnedAt()).toBe(time - 1_000);
    expect(await names(ZOE, '00002499-0000-4000-8000-000000000000')).toEqual(['Zoë', 'Kept']);
    expect(people.learnedAt(ZOE)).toBe(time - 1_000);
    await expect.poll(() => told).toEqual(['failed']);
    expect(asked).toHaveLength(1);
  });

  it('are stored for the next run, without those who left the directory', async () => {
    await names(NOOR, ZOE);
    const at = time;
    expect(saved).toEqual([{ put: [NOOR, ZOE].map((userId) => ({ person: person(userId, 'Known'), at })), removed: [] }]);
    time += 60 * MINUTE;
    answer = () => Promise.resolve(ok(new Map([[ZOE, person(ZOE, 'Known')]])));
    await names(NOOR, ZOE);
    await expect
      .poll(() => saved.slice(1))
      .toEqual([
        { put: [{ person: person(ZOE, 'Known'), at: time }], removed: [] },
        { put: [], removed: [NOOR] },
      ]);
    expect(await names(NOOR)).toEqual([null]);
  });

  it('are known without a cache, which is reported', async () => {
    people = makePeople();
    kept = new Proxy([], {
      get: () => {
        throw new Error('The disk is gone');
      },
    });
    await people.restore();
    expect(told).toEqual(['The disk is gone']);
    expect(await names(NOOR)).toEqual(['Known']);
  });

  it('do not delay an answer beyond the timeout, and are reported when known', async () => {
    let release: (found: Found) => void = () => undefined;
    answer = () => new Promise((resolve) => (release = resolve));
    const waiting = names(NOOR);
    await vi.waitFor(() => {
      expect(timers).toHaveLength(1);
    });
    for (const giveUp of timers.splice(0)) giveUp();
    expect(await waiting).toEqual([null]);
    expect(told).toEqual([]);
    release(ok(new Map([[NOOR, person(NOOR, 'Late')]])));
    expect(await names(NOOR)).toEqual(['Late']);
    expect(told).toEqual(['learned']);
    expect(asked).toHaveLength(1);
    expect(timers).toEqual([]);
  });

  it('are fetched in one lookup for all callers', async () => {
    await Promise.all([names(NOOR), names(NOOR), names(NOOR)]);
    expect(asked).toEqual([[NOOR]]);
  });
});
