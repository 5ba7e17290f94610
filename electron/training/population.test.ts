import { describe, expect, it } from 'vitest';
import { cmRequestSchema } from '../cm/schemas.js';
import { parseRoster } from '../people/roster.js';
import { createPopulation, type Population } from './population.js';

const now = new Date('2026-01-05T08:00:00.000Z');

async function rosterOf({ roster }: Population) {
  const parsed = await parseRoster(Buffer.from(roster, 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.people;
}

const readyIn = ({ requests }: Population) =>
  requests
    .map(({ request }) => cmRequestSchema.parse(request))
    .filter((one) => one.isSmartcard && one.status === 3 && one.newSmartcardId === null);

describe('a population', () => {
  it('is equal for equal seeds, and different for others', () => {
    expect(createPopulation({ seed: 5, now })).toEqual(createPopulation({ seed: 5, now }));
    expect(createPopulation({ seed: 6, now })).not.toEqual(createPopulation({ seed: 5, now }));
  });

  it('has forty bindable requests, the pages’ example first, and some others', () => {
    const population = createPopulation({ now });
    const ready = readyIn(population);
    expect(ready).toHaveLength(40);
    expect(population.requests).toHaveLength(43);
    expect(ready[0]).toMatchObject({
      requestId: 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099',
      targetUserId: '8f1590dc-d932-4b66-8e68-2e91c5880780',
      submittedAt: '2015-07-07T23:36:21.930Z',
    });
    expect(new Set(ready.map(({ profileTemplateId }) => profileTemplateId)).size).toBe(4);
    expect(new Set(ready.map(({ priority }) => priority)).size).toBe(5);
    expect(new Set(ready.map(({ comment }) => comment)).size).toBeGreaterThan(3);
    for (const { submittedAt } of ready) expect(Date.parse(submittedAt)).toBeLessThanOrEqual(now.getTime());
  });

  it('has a readable roster without two of its people', async () => {
    const population = createPopulation({ now });
    const roster = await rosterOf(population);
    const missing = population.people.filter(({ userId }) => !roster.has(userId));
    expect(missing).toHaveLength(2);
    for (const [userId, person] of roster) {
      expect(person).toEqual(population.people.find((one) => one.userId === userId));
    }
    expect([...roster.values()].map((person) => (person.state === 'resolved' ? person.name : ''))).toContain('Noor van der Velden');
  });

  it('has unique ids and accounts among 20,000 people', { timeout: 300_000 }, async () => {
    const population = createPopulation({ size: 20_000, now });
    expect(readyIn(population)).toHaveLength(20_000);
    expect(new Set(population.requests.map(({ request }) => request.Uuid)).size).toBe(20_003);
    expect(new Set(population.people.map(({ userId }) => userId)).size).toBe(20_000);
    expect(new Set(population.people.map(({ account }) => account)).size).toBe(20_000);
    expect(population.people.filter(({ account }) => !/^[a-z]+\d*$/.test(account))).toEqual([]);
    expect((await rosterOf(population)).size).toBe(19_998);
  });

  it('may be empty', async () => {
    const population = createPopulation({ size: 0, now });
    expect(readyIn(population)).toEqual([]);
    expect((await rosterOf(population)).size).toBe(0);
  });
});
