import { describe, expect, it } from 'vitest';
import type { Person } from '../../shared/requests.js';
import { peopleWithFallback, peopleFrom, type People } from './people.js';
import { photoFrom } from './photo.js';
import { jpeg } from './photos.fixture.js';

const NOOR = '8f1590dc-d932-4b66-8e68-2e91c5880780';
const ZOE = '97cc3493-f556-4c9b-9d8b-982434201527';
const UNKNOWN = '00000000-0000-4000-8000-000000000001';
const person = (userId: string, name: string): Person => ({ state: 'resolved', userId, name, account: '', department: '', employeeId: '' });

describe('a roster with a directory', () => {
  const photo = photoFrom(jpeg);
  const asked: string[][] = [];
  const directory: People = {
    ...peopleFrom(new Map([NOOR, ZOE].map((userId) => [userId, person(userId, 'Of the directory')]))),
    details: () => Promise.resolve({ asOf: 1_000, photo, problem: 'account-disabled' as const }),
  };
  const people = peopleWithFallback(new Map([[NOOR, person(NOOR, 'Of the roster')]]), {
    ...directory,
    resolve: (userIds) => {
      asked.push([...userIds]);
      return directory.resolve(userIds);
    },
  });

  it('names the people it has, and leaves others to the directory', async () => {
    const found = await people.resolve([NOOR, ZOE, UNKNOWN]);
    expect([...found.values()]).toEqual([
      person(NOOR, 'Of the roster'),
      person(ZOE, 'Of the directory'),
      { state: 'unresolved', userId: UNKNOWN },
    ]);
    expect(asked).toEqual([[ZOE, UNKNOWN]]);
  });

  it('takes photos and their age from the directory', async () => {
    expect(await people.details(NOOR)).toEqual({ asOf: null, photo, problem: 'account-disabled' });
    expect(await people.details(ZOE)).toEqual({ asOf: 1_000, photo, problem: 'account-disabled' });
  });
});
