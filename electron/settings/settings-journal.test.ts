import { expect, it } from 'vitest';
import { liveSettingsJournal, trainingSettingsJournal } from './settings-journal.js';

/** A journal that records its calls. */
function journal(name: string, told: string[], unsettled = 0, abandoning = 0, unreadable = 0) {
  return {
    note: (event: string, facts: Readonly<Record<string, string | number>>) => {
      told.push(`${name}: ${event} ${String(facts['keys'])}`);
      return Promise.resolve();
    },
    unsettled: () => Promise.resolve(Array.from<never>({ length: unsettled })),
    abandoning: () => Promise.resolve(Array.from<never>({ length: abandoning })),
    unreadable: () =>
      Promise.resolve(
        [false, true].slice(0, unreadable).map((isSettled) => ({ entry: 1, isPairKnown: true, isSettled, slipNumber: null })),
      ),
    close: () => {
      told.push(`${name}: closed`);
      return Promise.resolve();
    },
  };
}

it('a live station counts unsettled bindings and notes changes in its own journal', async () => {
  const told: string[] = [];
  const settings = liveSettingsJournal(journal('live', told, 3, 1, 2));
  // The asked server knows whether a request was abandoned. Of two unreadable rows one is settled.
  expect(await settings.unsettled()).toBe(5);
  await settings.note('settings-changed', ['pollSeconds', 'roster'], true);
  expect(told).toEqual(['live: settings-changed pollSeconds, roster']);
});

it.each([
  ['no live journal and no server notes changes in its own journal', false, false, 0, ['own: settings-changed roster']],
  [
    'no live journal notes changes in a new live journal if they name a server',
    false,
    true,
    0,
    ['live: settings-changed roster', 'live: closed'],
  ],
  [
    'a live journal counts and notes in the live journal',
    true,
    false,
    2,
    ['live: closed', 'live: settings-changed roster', 'live: closed'],
  ],
])('training with %s', async (_what, isThere, goesLive, unsettled, expected) => {
  const told: string[] = [];
  const settings = trainingSettingsJournal({
    own: journal('own', told),
    isThere: () => isThere,
    openLive: () => Promise.resolve(journal('live', told, 2)),
  });
  expect(await settings.unsettled()).toBe(unsettled);
  await settings.note('settings-changed', ['roster'], goesLive);
  expect(told).toEqual(expected);
});
