import { beforeEach, describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../shared/result.js';
import { CachedPeople } from './cached-people.js';
import type { DirectoryError } from './directory.js';
import type { KnownPerson } from './directory-entries.js';

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

beforeEach(() => {
  time = Date.parse('2026-01-05T08:00:00Z');
  asked = [];
  told = [];
  timers = [];
  answer = (userIds) => Promise.resolve(ok(new Map(userIds.map((userId) => [userId, person(userId, 'Known')]))));
  people = new CachedPeople({
    directory: {
      find: (userIds) => {
        asked.push([...userIds]);
        return answer(userIds);
      },
    },
    now: () => new Date(time),
    schedule: (work) => {
      timers.push(work);
      return () => {
        timers = timers.filter((one) => one !== work);
      };
    },
    freshMs: 60 * MINUTE,
    pauseMs: MINUTE,
    patienceMs: 2_000,
    onLearned: () => told.push('learned'),
    onTrouble: ({ code }) => told.push(code),
  });
});

const names = async (...userIds: string[]): Promise<(string | null)[]> =>
  [...(await people.resolve(userIds)).values()].map((one) => (one.state === 'resolved' ? one.name : null));

describe('people with a memory', () => {
  it('are asked for once while they are fresh, and anew after that', async () => {
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
    expect(told).toEqual([]);
  });

  it('who are not in the directory are asked for again after the pause', async () => {
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

  it('stay known while the directory fails, which is left in peace for the pause', async () => {
    await names(NOOR);
    time += 2 * 60 * MINUTE;
    answer = () => Promise.resolve(fail({ code: 'failed', detail: 'gone' }));
    expect(await names(NOOR, ZOE)).toEqual(['Known', null]);
    expect(await names(NOOR, ZOE)).toEqual(['Known', null]);
    expect(asked).toHaveLength(2);
    expect(told).toEqual(['failed']);
    time += MINUTE;
    await names(NOOR);
    expect(asked).toHaveLength(3);
  });

  it('do not hold up an answer longer than patience lasts, and are told of when they turn out', async () => {
    let release: (found: Found) => void = () => undefined;
    answer = () => new Promise((resolve) => (release = resolve));
    const waiting = names(NOOR);
    for (const giveUp of timers.splice(0)) giveUp();
    expect(await waiting).toEqual([null]);
    expect(told).toEqual([]);
    release(ok(new Map([[NOOR, person(NOOR, 'Late')]])));
    expect(await names(NOOR)).toEqual(['Late']);
    expect(told).toEqual(['learned']);
    expect(asked).toHaveLength(1);
    expect(timers).toEqual([]);
  });

  it('come in one lookup, not one for each who asks', async () => {
    await Promise.all([names(NOOR), names(NOOR), names(NOOR)]);
    expect(asked).toEqual([[NOOR]]);
  });
});
